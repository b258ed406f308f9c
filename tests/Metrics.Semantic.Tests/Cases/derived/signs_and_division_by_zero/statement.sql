-- the answer
select
  m."k0" as "shop",
  m."m0" as "odd"
from (
  -- compute odd
  select
    c."k0" as "k0",
    trim_scale(round((((0 - c."u0 amount_sum") + trim_scale(round(div((cast(2 as numeric) * (cast(3 as numeric) - cast(c."u0 sale_count" as numeric))) * 2000000000000000000, nullif(cast(c."u0 sale_count" as numeric), 0)) * 0.0000000000000000005, 18))) - cast(-1 as numeric)), 18)) as "m0"
  from (
    -- u0: sales
    select
      r."shop" as "k0",
      cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      select
        f."shop key" as "shop",
        f."u0 amount_sum" as "u0 amount_sum",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (amount) as "u0 amount_sum",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."shop"
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

