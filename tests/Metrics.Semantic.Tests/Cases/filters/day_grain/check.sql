select count(*) from store.sale_v1 s left join store.shop_v1 h using (shop_id) where sold_at::date = '2026-01-01'
