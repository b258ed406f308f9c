select shop_id, sum(weight) from store.sale_v1 group by 1 having sum(weight) > 0 and sum(weight) <> 'NaN'
