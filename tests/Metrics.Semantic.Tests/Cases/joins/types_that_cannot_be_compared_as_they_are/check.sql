select h.badge::text, h.mood::text, h.tags::text, rtrim(h.code::text), count(*) from store.sale_v1 s left join store.shop_v1 h using (shop_id) group by h.badge, h.mood, h.tags, h.code
