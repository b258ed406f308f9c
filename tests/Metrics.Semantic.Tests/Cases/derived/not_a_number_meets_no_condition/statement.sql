-- the answer
select
  m."k0" as "shop",
  m."m0" as "weight"
from (
  -- compute weight
  select
    c."k0" as "k0",
    c."u0 weight_sum" as "m0"
  from (
    -- u0: sales
    select
      r."shop" as "k0",
      cast(sum(cast(r."u0 weight_sum" as double precision)) as double precision) as "u0 weight_sum"
    from (
      select
        f."shop key" as "shop",
        f."u0 weight_sum" as "u0 weight_sum"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (weight) as "u0 weight_sum"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."shop"
  ) as "c"
) as "m"
where (nullif(nullif(nullif(m."m0", 'NaN'), 'Infinity'), '-Infinity') > $1::double precision)
order by m."k0" nulls last
limit 100001

-- $1 = 0::double precision
