select count(*) from store.sale_v1 where gift and sold_at::date >= '2026-03-08'
