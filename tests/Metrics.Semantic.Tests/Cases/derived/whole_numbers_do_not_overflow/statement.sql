-- the answer
select
  m."m0" as "large",
  m."m1" as "squares"
from (
  -- compute large, squares
  select
    (((cast(100000 as numeric) * cast(100000 as numeric)) * cast(c."u0 quantity_sum" as numeric)) * cast(c."u0 quantity_sum" as numeric)) as "m0",
    c."u0 square_sum" as "m1"
  from (
    -- u0: sales
    select
      cast(sum(r."u0 quantity_sum") as bigint) as "u0 quantity_sum",
      cast(sum(r."u0 square_sum") as numeric) as "u0 square_sum"
    from (
      select
        f."u0 quantity_sum" as "u0 quantity_sum",
        f."u0 square_sum" as "u0 square_sum"
      from (
        -- sales
        select
          (quantity) as "u0 quantity_sum",
          (quantity::bigint * quantity) as "u0 square_sum"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
  ) as "c"
) as "m"
limit 100001

