select h.merchant_id, m.region_id, count(*) from store.sale_v1 s left join store.shop_v1 h using (shop_id) left join store.merchant_v1 m using (merchant_id) group by 1, 2
