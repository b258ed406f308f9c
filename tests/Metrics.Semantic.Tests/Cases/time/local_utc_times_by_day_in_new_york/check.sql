select (sold_at at time zone 'UTC' at time zone 'America/New_York')::date, count(*) from store.sale_v1 group by 1
order by 1 nulls last
