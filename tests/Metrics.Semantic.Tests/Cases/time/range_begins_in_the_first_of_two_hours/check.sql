select count(*), sum(minutes) from store.visit_v1 where entered at time zone 'America/New_York' >= '2026-11-01 05:00+00' and entered at time zone 'America/New_York' < '2026-11-01 06:45+00'
