select shop_id, (sum(amount)::float8 / nullif(sum(quantity),0)) / (select sum(amount)::float8 / sum(quantity) from store.sale_v1) from store.sale_v1 group by 1
