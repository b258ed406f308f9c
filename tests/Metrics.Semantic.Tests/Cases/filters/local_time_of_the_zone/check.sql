select count(*) from store.sale_v1 s left join store.shop_v1 h using (shop_id) where paid_at >= '2026-03-08 07:00+00'
