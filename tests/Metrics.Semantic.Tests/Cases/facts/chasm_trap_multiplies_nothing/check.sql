select nullif(c,'-'), max(a), max(r), max(v) from (
 select coalesce(country,'-') c, sum(amount) a, null::numeric r, null::bigint v from store.sale_v1 left join store.shop_v1 using (shop_id) group by 1
 union all select coalesce(country,'-'), null, sum(refunded), null from store.refund_v1 left join store.shop_v1 using (shop_id) group by 1
 union all select coalesce(country,'-'), null, null, count(*) from store.visit_v1 left join store.shop_v1 using (shop_id) group by 1) t group by 1
