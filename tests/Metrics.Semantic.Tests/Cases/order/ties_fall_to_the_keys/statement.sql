-- the answer
select
  m."k0" as "shop",
  m."k1" as "sale__status",
  m."m0" as "sales"
from (
  -- compute sales
  select
    c."k0" as "k0",
    c."k1" as "k1",
    c."u0 sale_count" as "m0"
  from (
    -- u0: sales
    select
      r."shop" as "k0",
      r."sale__status" as "k1",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      select
        f."shop key" as "shop",
        f."status" as "sale__status",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (shop_id) as "shop key",
          (status) as "status",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."shop", r."sale__status"
  ) as "c"
) as "m"
order by m."m0" desc nulls last, m."k0" nulls last, cast(m."k1" as text) collate "C" nulls last
limit 100001

