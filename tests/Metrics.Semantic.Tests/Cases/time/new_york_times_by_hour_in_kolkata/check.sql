select date_trunc('hour', entered at time zone 'America/New_York', 'Asia/Kolkata'), count(*) from store.visit_v1 group by 1
order by 1
