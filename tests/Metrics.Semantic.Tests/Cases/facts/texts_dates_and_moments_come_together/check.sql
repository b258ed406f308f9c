select k, max(p), max(d), max(t), max(n), max(f) from (
 select shop_id k, max(product) p, max(booked_on) d, max(sold_at at time zone 'UTC') t, null::bigint n, null::timestamptz f from store.sale_v1 group by 1
 union all select shop_id, null, null, null, count(*), null from store.refund_v1 group by 1
 union all select shop_id, null, null, null, null, min(entered at time zone 'America/New_York') from store.visit_v1 group by 1) t group by 1
