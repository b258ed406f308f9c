select distinct s.country, m.segment from store.shop_v1 s full join store.merchant_v1 m using (merchant_id)
order by 1 nulls last, 2 nulls last
