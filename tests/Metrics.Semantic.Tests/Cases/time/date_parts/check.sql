select extract(month from sold_at)::int, extract(isodow from sold_at)::int, count(*) from store.sale_v1 group by 1, 2
order by 1 nulls last, 2 nulls last
