select count(*) from store.sale_v1 where paid_at >= timestamp '2026-03-08' at time zone 'Europe/Madrid' and paid_at < timestamp '2026-11-01' at time zone 'Europe/Madrid'
