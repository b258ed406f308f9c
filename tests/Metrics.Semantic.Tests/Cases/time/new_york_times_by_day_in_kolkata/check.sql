select (entered at time zone 'America/New_York' at time zone 'Asia/Kolkata')::date, count(*) from store.visit_v1 group by 1
order by 1
