-- the answer
select
  c."k0" as "shop",
  c."u0 sale_count" as "sales",
  c."u1 refund_count" as "refunds"
from (
  -- combine 2 facts on 1 keys
  select
    p."k0" as "k0",
    max(p."u0 sale_count") as "u0 sale_count",
    max(p."u1 refund_count") as "u1 refund_count"
  from (
    -- u0: sales
    select
      "sale"."shop_id" as "k0",
      cast(count(1) as bigint) as "u0 sale_count",
      cast(null as bigint) as "u1 refund_count"
    from store."sale_v1" as "sale"
    left join (
      -- compute amount
      select
        c."k0" as "k0",
        c."u0 amount_sum" as "m0"
      from (
        -- u0: sales
        select
          "sale"."shop_id" as "k0",
          cast(sum("sale"."amount") as numeric) as "u0 amount_sum"
        from store."sale_v1" as "sale"
        group by 1
      ) as "c"
    ) as "metric_1" on ("sale"."shop_id" = metric_1."k0")
    where (nullif(nullif(nullif(metric_1."m0", 'NaN'), 'Infinity'), '-Infinity') > $1::numeric)
    group by 1
  union all
    -- u1: refunds
    select
      "refund"."shop_id" as "k0",
      cast(null as bigint) as "u0 sale_count",
      cast(count(1) as bigint) as "u1 refund_count"
    from store."refund_v1" as "refund"
    left join (
      -- compute amount
      select
        c."k0" as "k0",
        c."u0 amount_sum" as "m0"
      from (
        -- u0: sales
        select
          "sale"."shop_id" as "k0",
          cast(sum("sale"."amount") as numeric) as "u0 amount_sum"
        from store."sale_v1" as "sale"
        group by 1
      ) as "c"
    ) as "metric_1" on ("refund"."shop_id" = metric_1."k0")
    where (nullif(nullif(nullif(metric_1."m0", 'NaN'), 'Infinity'), '-Infinity') > $2::numeric)
    group by 1
  ) as "p"
  group by p."k0"
) as "c"
order by c."k0" nulls last
limit 100001

-- $1 = 10::numeric, $2 = 10::numeric
