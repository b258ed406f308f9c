select (select min(entered at time zone 'America/New_York') from store.visit_v1), (select max(sold_at at time zone 'UTC') from store.sale_v1)
