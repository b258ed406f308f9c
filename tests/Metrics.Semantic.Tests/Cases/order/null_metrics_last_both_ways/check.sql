select nullif(coalesce(a.k,b.k),-1) as k, a.a, b.r from (select coalesce(shop_id,-1) k, sum(amount) a from store.sale_v1 group by 1) a full join (select coalesce(shop_id,-1) k, sum(refunded) r from store.refund_v1 group by 1) b on a.k = b.k
order by 3 desc nulls last, 2 nulls last, 1 nulls last
