select sum(amount)::float8 / sum(quantity), count(*) filter (where status = 'ok')::float8 / count(*) from store.sale_v1
