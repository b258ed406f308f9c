select distinct s.country from store.shop_v1 s join store.merchant_v1 m using (merchant_id) where m.segment = 'small'
order by 1 nulls last limit 2
