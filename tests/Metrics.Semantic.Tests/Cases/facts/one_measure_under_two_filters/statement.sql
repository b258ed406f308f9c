-- the answer
select
  c."k0" as "shop__country",
  c."u0 amount_sum" as "amount",
  c."u1 amount_sum" as "ok_amount",
  c."u2 amount_sum" as "spanish_amount"
from (
  -- u0: sales; u1: sales; u2: sales
  select
    r."shop__country" as "k0",
    cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum",
    cast(sum(r."u1 amount_sum") filter (where (r."sale__status" = 'ok' -- accepted
)) as numeric) as "u1 amount_sum",
    cast(sum(r."u2 amount_sum") filter (where (r."shop__country" = 'ES')) as numeric) as "u2 amount_sum"
  from (
    -- each row with the one that each join finds
    select
      to_shop."country" as "shop__country",
      "sale"."amount" as "u0 amount_sum",
      "sale"."status" as "sale__status",
      "sale"."amount" as "u1 amount_sum",
      "sale"."amount" as "u2 amount_sum"
    from store."sale_v1" as "sale"
    left join store."shop_v1" as "to_shop" on ("sale"."shop_id" = to_shop."shop_id")
  ) as "r"
  group by 1
) as "c"
order by cast(c."k0" as text) collate "C" nulls last
limit 100001

