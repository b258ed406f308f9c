select shop_id, (-sum(amount))::float8 + 2 * (3 - count(*))::float8 / nullif(count(*), 0)::float8 + 1 from store.sale_v1 group by 1
