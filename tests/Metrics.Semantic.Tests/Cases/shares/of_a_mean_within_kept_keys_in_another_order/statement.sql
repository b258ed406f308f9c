-- the answer
select
  m."k0" as "shop__country",
  m."k1" as "sale__gift",
  m."k2" as "sale__status",
  m."m0" as "mean_amount"
from (
  -- compute share of mean_amount
  select
    c."k0" as "k0",
    c."k1" as "k1",
    c."k2" as "k2",
    trim_scale(round(div(cast(c."u0 amount_mean" as numeric) * 2000000000000000000, nullif(cast(w0."u0 amount_mean" as numeric), 0)) * 0.0000000000000000005, 18)) as "m0"
  from (
    -- u0: sales
    select
      r."shop__country" as "k0",
      r."sale__gift" as "k1",
      r."sale__status" as "k2",
      trim_scale(round(div(cast(sum(r."u0 amount_mean") as numeric) * 2000000000000000000, nullif(count(r."u0 amount_mean"), 0)) * 0.0000000000000000005, 18)) as "u0 amount_mean"
    from (
      -- each row with the one that each join finds
      select
        to_shop."country" as "shop__country",
        f."gift" as "sale__gift",
        f."status" as "sale__status",
        f."u0 amount_mean" as "u0 amount_mean"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (gift) as "gift",
          (status) as "status",
          (amount) as "u0 amount_mean"
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
    group by r."shop__country", r."sale__gift", r."sale__status"
  ) as "c"
  left join (
    -- u0: sales
    select
      r."shop__country" as "k0",
      r."sale__status" as "k1",
      trim_scale(round(div(cast(sum(r."u0 amount_mean") as numeric) * 2000000000000000000, nullif(count(r."u0 amount_mean"), 0)) * 0.0000000000000000005, 18)) as "u0 amount_mean"
    from (
      -- each row with the one that each join finds
      select
        to_shop."country" as "shop__country",
        f."status" as "sale__status",
        f."u0 amount_mean" as "u0 amount_mean"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (status) as "status",
          (amount) as "u0 amount_mean"
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
  ) as "w0" on (((coalesce(cast(c."k0" as text), $1::text)) = (coalesce(cast(w0."k0" as text), $2::text))) and ((c."k0" is null) = (w0."k0" is null))) and (((coalesce(cast(c."k2" as text), $3::text)) = (coalesce(cast(w0."k1" as text), $4::text))) and ((c."k2" is null) = (w0."k1" is null)))
) as "m"
order by cast(m."k0" as text) collate "C" nulls last, m."k1" nulls last, cast(m."k2" as text) collate "C" nulls last
limit 100001

-- $1 = ::text, $2 = ::text, $3 = ::text, $4 = ::text
