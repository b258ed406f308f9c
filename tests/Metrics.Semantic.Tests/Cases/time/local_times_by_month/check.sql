select date_trunc('month', sold_at)::date, count(*) from store.sale_v1 group by 1
order by 1 nulls last
