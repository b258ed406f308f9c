select count(*) from store.sale_v1 s left join store.shop_v1 h using (shop_id) where date_trunc('hour', paid_at) = '2026-10-25 01:00+00'
