select count(*) from store.sale_v1 where sold_at >= '2026-01-01' and sold_at < '2026-03-08 06:59'
