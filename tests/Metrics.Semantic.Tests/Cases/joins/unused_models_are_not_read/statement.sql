-- the answer
select
  m."k0" as "sale__status",
  m."m0" as "sales"
from (
  -- compute sales
  select
    c."k0" as "k0",
    c."u0 sale_count" as "m0"
  from (
    -- u0: sales
    select
      r."sale__status" as "k0",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      select
        f."status" as "sale__status",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (status) as "status",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."sale__status"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last
limit 100001

