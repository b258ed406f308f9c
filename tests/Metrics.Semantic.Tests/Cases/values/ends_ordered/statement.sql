-- the answer
select
  c."k0" as "shop__opened__month min",
  c."k1" as "shop__opened__month max",
  c."k2" as "shop__name min",
  c."k3" as "shop__name max"
from (
  -- smallest and largest shop__opened__month, shop__name
  select
    min(date_trunc('month', "shop"."opened")::date) as "k0",
    max(date_trunc('month', "shop"."opened")::date) as "k1",
    min("shop"."name") as "k2",
    max("shop"."name") as "k3"
  from store."shop_v1" as "shop"
) as "c"
order by cast(c."k3" as text) collate "C" desc nulls last, c."k1" nulls last, c."k0" nulls last, cast(c."k2" as text) collate "C" nulls last
limit 100001

