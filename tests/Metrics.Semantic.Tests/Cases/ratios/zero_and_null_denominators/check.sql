select status, shop_id, sum(amount)::float8 / nullif(sum(quantity), 0) from store.sale_v1 group by 1, 2
