-- the answer
select
  m."k0" as "shop__country",
  m."m0" as "amount",
  m."m1" as "ok_amount",
  m."m2" as "spanish_amount"
from (
  -- compute amount, ok_amount, spanish_amount
  select
    c."k0" as "k0",
    c."u0 amount_sum" as "m0",
    c."u1 amount_sum" as "m1",
    c."u2 amount_sum" as "m2"
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
        f."u0 amount_sum" as "u0 amount_sum",
        f."status" as "sale__status",
        f."u1 amount_sum" as "u1 amount_sum",
        f."u2 amount_sum" as "u2 amount_sum"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (amount) as "u0 amount_sum",
          (status) as "status",
          (amount) as "u1 amount_sum",
          (amount) as "u2 amount_sum"
        from store."sale_v1" as "sale"
      ) as "f"
      left join (
        -- shops
        select
          (shop_id) as "shop key",
          (country) as "country"
        from store."shop_v1" as "shop"
      ) as "to_shop" on (f."shop key" = to_shop."shop key")
    ) as "r"
    group by r."shop__country"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last
limit 100001

