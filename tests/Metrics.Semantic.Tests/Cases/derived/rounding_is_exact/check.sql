select status, round((sum(amount)::float8 / count(*))::numeric, 1) from store.sale_v1 group by 1
