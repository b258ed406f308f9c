select (paid_at at time zone 'Europe/Madrid')::date, count(*), sum(amount) from store.sale_v1 group by 1
order by 1 nulls last
