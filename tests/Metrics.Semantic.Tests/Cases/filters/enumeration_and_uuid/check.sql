select count(*) from store.sale_v1 s left join store.shop_v1 h using (shop_id) where h.mood = 'glad' and h.badge = '00000000-0000-0000-0000-00000000000a'
