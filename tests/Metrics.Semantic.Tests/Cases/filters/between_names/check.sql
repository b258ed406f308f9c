select count(*) from store.sale_v1 s left join store.shop_v1 h using (shop_id) where 3 between quantity and shop_id
