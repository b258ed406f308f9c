select h.country, sum(amount), sum(amount) filter (where status = 'ok'), sum(amount) filter (where h.country = 'ES') from store.sale_v1 left join store.shop_v1 h using (shop_id) group by 1
