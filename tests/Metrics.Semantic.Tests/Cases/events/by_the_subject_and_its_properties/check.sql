with e as (select *, row_number() over (partition by shop_id order by at, event) n from store.tap_v1 where shop_id is not null and at is not null),
d as (select shop_id, min(at) f, max(at) filter (where n = 3) l from e group by 1 having count(*) >= 3)
select shop_id, h.country, m.segment, avg(extract(epoch from l - f)::float8 / 86400) from d left join store.shop_v1 h using (shop_id) left join store.merchant_v1 m using (merchant_id) group by 1,2,3
