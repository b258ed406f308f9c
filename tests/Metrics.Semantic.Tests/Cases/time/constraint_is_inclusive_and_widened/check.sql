select date_trunc('month', sold_at)::date, count(*) from store.sale_v1 where sold_at >= '2025-12-01' and sold_at < '2026-04-01' group by 1
order by 1
