select shop_id, sum(amount) filter (where gift)::float8 / nullif(sum(amount), 0) from store.sale_v1 group by 1
