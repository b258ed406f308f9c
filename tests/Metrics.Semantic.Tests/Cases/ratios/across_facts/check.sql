select nullif(c,'-'), max(r)::float8 / nullif(max(a), 0) from (select coalesce(country,'-') c, sum(amount) a, null::numeric r from store.sale_v1 left join store.shop_v1 using (shop_id) group by 1
 union all select coalesce(country,'-'), null, sum(refunded) from store.refund_v1 left join store.shop_v1 using (shop_id) group by 1) t group by 1
