with e as (select *, row_number() over (partition by shop_id order by moment, event) n from store.tap_v1 where shop_id is not null and moment is not null),
d as (select shop_id, min(moment) f, max(moment) filter (where n = 3) l from e group by 1 having count(*) >= 3)
select shop_id, (f at time zone 'Asia/Kolkata')::date, extract(epoch from l - f)::float8 / 86400 from d
