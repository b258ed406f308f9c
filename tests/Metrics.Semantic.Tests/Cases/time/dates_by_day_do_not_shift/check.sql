select date_trunc('day', booked_on::timestamp)::date, sum(amount) from store.sale_v1 group by 1
order by 1 nulls last
