select date '2026-01-01', count(*) from store.sale_v1 where sold_at >= '2026-01-01' and sold_at < '2026-04-01'
