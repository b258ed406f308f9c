-- the answer
select
  m."k0" as "shop__country",
  m."k1" as "sale__status",
  m."m0" as "amount"
from (
  -- compute share of amount
  select
    c."k0" as "k0",
    c."k1" as "k1",
    trim_scale(round(div(cast(c."u0 amount_sum" as numeric) * 2000000000000000000, nullif(cast((sum(c."u0 amount_sum") over (partition by c."k0")) as numeric), 0)) * 0.0000000000000000005, 18)) as "m0"
  from (
    -- u0: sales
    select
      r."shop__country" as "k0",
      r."sale__status" as "k1",
      cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum"
    from (
      -- each row with the one that each join finds
      select
        to_shop."country" as "shop__country",
        f."status" as "sale__status",
        f."u0 amount_sum" as "u0 amount_sum"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (status) as "status",
          (amount) as "u0 amount_sum"
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
    group by r."shop__country", r."sale__status"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last, cast(m."k1" as text) collate "C" nulls last
limit 100001

