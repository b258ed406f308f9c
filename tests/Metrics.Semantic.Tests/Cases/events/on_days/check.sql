with e as (select *, row_number() over (partition by shop_id order by "day", event) n from store.tap_v1 where shop_id is not null and "day" is not null), d as (select shop_id, min("day") f, max("day") filter (where n = 3) l from e group by 1 having count(*) >= 3)
select shop_id, (l - f)::float8 from d
