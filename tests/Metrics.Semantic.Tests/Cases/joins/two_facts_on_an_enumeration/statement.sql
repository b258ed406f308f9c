-- the answer
select
  c."k0" as "shop__mood text",
  c."u0 sale_count" as "sales",
  c."u1 refund_count" as "refunds"
from (
  -- combine 2 facts on 1 keys
  select
    p."k0" as "k0",
    max(p."u0 sale_count") as "u0 sale_count",
    max(p."u1 refund_count") as "u1 refund_count"
  from (
    -- u0: sales
    select
      cast(to_shop."mood" as text) as "k0",
      cast(count(1) as bigint) as "u0 sale_count",
      cast(null as bigint) as "u1 refund_count"
    from store."sale_v1" as "sale"
    left join store."shop_v1" as "to_shop" on ("sale"."shop_id" = to_shop."shop_id")
    group by 1
  union all
    -- u1: refunds
    select
      cast(to_shop."mood" as text) as "k0",
      cast(null as bigint) as "u0 sale_count",
      cast(count(1) as bigint) as "u1 refund_count"
    from store."refund_v1" as "refund"
    left join store."shop_v1" as "to_shop" on ("refund"."shop_id" = to_shop."shop_id")
    group by 1
  ) as "p"
  group by p."k0"
) as "c"
order by cast(c."k0" as text) collate "C" nulls last
limit 100001

