-- the answer
select
  m."k0" as "sale__status",
  m."m0" as "rounded"
from (
  -- compute rounded
  select
    c."k0" as "k0",
    (round(cast(trim_scale(round(div(c."u0 amount_sum" * 2000000000000000000, nullif(cast(c."u0 sale_count" as numeric), 0)) * 0.0000000000000000005, 18)) as numeric), cast(cast(1 as numeric) as integer))) as "m0"
  from (
    -- u0: sales
    select
      r."sale__status" as "k0",
      cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      select
        f."status" as "sale__status",
        f."u0 amount_sum" as "u0 amount_sum",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (status) as "status",
          (amount) as "u0 amount_sum",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
    ) as "r"
    group by r."sale__status"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last
limit 100001

