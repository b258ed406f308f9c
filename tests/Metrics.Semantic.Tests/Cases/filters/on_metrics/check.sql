select shop_id, sum(amount) from store.sale_v1 group by 1 having sum(amount) > 50 and sum(amount) < 75.5
