select shop_id, shop_id, count(*) from store.sale_v1 group by 1
order by 1 nulls last
