-- the answer
select
  c."k0" as "shop__badge text",
  c."k1" as "shop__mood text",
  c."k2" as "shop__tags text",
  c."k3" as "shop__code text",
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    cast(to_shop."badge" as text) as "k0",
    cast(to_shop."mood" as text) as "k1",
    cast(to_shop."tags" as text) as "k2",
    cast(to_shop."code" as text) as "k3",
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  left join store."shop_v1" as "to_shop" on ("sale"."shop_id" = to_shop."shop_id")
  group by 1, 2, 3, 4
) as "c"
order by cast(c."k0" as text) collate "C" nulls last, cast(c."k1" as text) collate "C" nulls last, cast(c."k2" as text) collate "C" nulls last, cast(c."k3" as text) collate "C" nulls last
limit 100001

