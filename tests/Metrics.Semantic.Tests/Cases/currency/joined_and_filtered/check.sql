select sum(r.refunded) from store.refund_v1 r left join store.sale_v1 s using (sale_id) where s.currency = 'EUR'
