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
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
  ) as "c"
) as "m"
where (m."m0" > $1::numeric)
limit 100001

-- $1 = 1000::numeric
