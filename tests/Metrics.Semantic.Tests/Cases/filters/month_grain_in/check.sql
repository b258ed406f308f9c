select count(*) from store.sale_v1 s left join store.shop_v1 h using (shop_id) where date_trunc('month', sold_at) in ('2026-01-01', '2026-03-01')
