select shop_id, count(*) from store.sale_v1 group by 1 having max(product) in ('p1','p3') and max(booked_on) >= '2026-01-01' and max(sold_at) > '2026-01-01 00:00'
