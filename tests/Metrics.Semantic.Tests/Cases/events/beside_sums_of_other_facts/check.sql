with e as (select *, row_number() over (partition by shop_id order by at, event) n from store.tap_v1 where shop_id is not null and at is not null),
d as (select shop_id, min(at) f, max(at) filter (where n = 3) l from e group by 1 having count(*) >= 3)
select k, max(a), max(b), max(c) from (select shop_id k, extract(epoch from l - f)::float8 / 86400 a, null::numeric b, null::bigint c from d union all select shop_id, null, sum(amount), null from store.sale_v1 group by 1 union all select shop_id, null, null, count(*) from store.tap_v1 group by 1) t group by 1
