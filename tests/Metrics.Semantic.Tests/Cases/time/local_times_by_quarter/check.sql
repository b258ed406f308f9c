select date_trunc('quarter', sold_at)::date, count(*) from store.sale_v1 group by 1
order by 1 nulls last
