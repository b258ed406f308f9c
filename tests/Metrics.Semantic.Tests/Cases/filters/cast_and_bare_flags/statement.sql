-- the answer
select
  m."m0" as "sales"
from (
  -- compute sales
  select
    c."u0 sale_count" as "m0"
  from (
    -- u0: sales
    select
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      select
        f."gift" as "sale__gift",
        f."sold_at" as "sale__sold_at raw",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (gift) as "gift",
          (sold_at) as "sold_at",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    where (r."sale__gift" = $1::boolean) and (cast(r."sale__sold_at raw" as date) >= $2::timestamp)
  ) as "c"
) as "m"
limit 100001

-- $1 = True::boolean, $2 = 2026-03-08 00:00:00::timestamp
