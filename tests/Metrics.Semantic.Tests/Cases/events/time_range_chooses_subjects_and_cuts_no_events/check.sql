with e as (select *, row_number() over (partition by shop_id order by at, event) n from store.tap_v1 where shop_id is not null and at is not null),
d as (select shop_id, min(at) f, max(at) filter (where n = 3) l from e group by 1 having count(*) >= 3)
select avg(extract(epoch from l - f)::float8 / 86400), count(*) from d where f >= '2026-01-01' and f < '2026-02-01'
