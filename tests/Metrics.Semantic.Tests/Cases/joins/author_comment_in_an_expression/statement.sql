-- the answer
select
  m."k0" as "sale__size",
  m."m0" as "sales",
  m."m1" as "last_product"
from (
  -- compute sales, last_product
  select
    c."k0" as "k0",
    c."u0 sale_count" as "m0",
    c."u0 last_product" as "m1"
  from (
    -- u0: sales
    select
      r."sale__size" as "k0",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count",
      cast(max((cast(r."u0 last_product" as text) collate "C")) as text) as "u0 last_product"
    from (
      select
        f."size" as "sale__size",
        f."u0 sale_count" as "u0 sale_count",
        f."u0 last_product" as "u0 last_product"
      from (
        -- sales
        select
          (case when quantity > 4 then 'big' else 'small' end -- by pieces
) as "size",
          (1) as "u0 sale_count",
          (product -- the name
) as "u0 last_product"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."sale__size"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last
limit 100001

