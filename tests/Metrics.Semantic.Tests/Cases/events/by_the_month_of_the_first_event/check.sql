with e as (select *, row_number() over (partition by shop_id order by at, event) n from store.tap_v1 where shop_id is not null and at is not null),
d as (select shop_id, min(at) f, max(at) filter (where n = 3) l from e group by 1 having count(*) >= 3)
select date_trunc('month', f)::date, avg(extract(epoch from l - f)::float8 / 86400) from d group by 1
order by 1
