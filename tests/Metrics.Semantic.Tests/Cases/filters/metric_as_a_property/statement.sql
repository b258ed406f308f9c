-- the answer
select
  m."k0" as "shop",
  m."m0" as "sales",
  m."m1" as "refunds"
from (
  -- compute sales, refunds
  select
    c."k0" as "k0",
    c."u0 sale_count" as "m0",
    c."u1 refund_count" as "m1"
  from (
    -- combine 2 facts on 1 keys
    select
      p."k0" as "k0",
      max(p."u0 sale_count") as "u0 sale_count",
      max(p."u1 refund_count") as "u1 refund_count"
    from (
      -- u0: sales
      select
        r."shop" as "k0",
        cast(count(r."u0 sale_count") as bigint) as "u0 sale_count",
        cast(null as bigint) as "u1 refund_count"
      from (
        -- each row with the one that each join finds
        select
          f."shop key" as "shop",
          nullif(nullif(nullif(metric_1."m0", 'NaN'), 'Infinity'), '-Infinity') as "amount by shop",
          f."u0 sale_count" as "u0 sale_count"
        from (
          -- sales
          select
            (shop_id) as "shop key",
            (1) as "u0 sale_count"
          from store."sale_v1" as "sale"
        ) as "f"
        left join (
          -- compute amount
          select
            c."k0" as "k0",
            c."u0 amount_sum" as "m0"
          from (
            -- u0: sales
            select
              r."shop" as "k0",
              cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum"
            from (
              select
                f."shop key" as "shop",
                f."u0 amount_sum" as "u0 amount_sum"
              from (
                -- sales
                select
                  (shop_id) as "shop key",
                  (amount) as "u0 amount_sum"
                from store."sale_v1" as "sale"
              ) as "f"
            ) as "r"
            group by r."shop"
          ) as "c"
        ) as "metric_1" on (f."shop key" = metric_1."k0")
      ) as "r"
      where (r."amount by shop" > $1::numeric)
      group by r."shop"
    union all
      -- u1: refunds
      select
        r."shop" as "k0",
        cast(null as bigint) as "u0 sale_count",
        cast(count(r."u1 refund_count") as bigint) as "u1 refund_count"
      from (
        -- each row with the one that each join finds
        select
          f."shop key" as "shop",
          nullif(nullif(nullif(metric_1."m0", 'NaN'), 'Infinity'), '-Infinity') as "amount by shop",
          f."u1 refund_count" as "u1 refund_count"
        from (
          -- refunds
          select
            (shop_id) as "shop key",
            (1) as "u1 refund_count"
          from store."refund_v1" as "refund"
        ) as "f"
        left join (
          -- compute amount
          select
            c."k0" as "k0",
            c."u0 amount_sum" as "m0"
          from (
            -- u0: sales
            select
              r."shop" as "k0",
              cast(sum(r."u0 amount_sum") as numeric) as "u0 amount_sum"
            from (
              select
                f."shop key" as "shop",
                f."u0 amount_sum" as "u0 amount_sum"
              from (
                -- sales
                select
                  (shop_id) as "shop key",
                  (amount) as "u0 amount_sum"
                from store."sale_v1" as "sale"
              ) as "f"
            ) as "r"
            group by r."shop"
          ) as "c"
        ) as "metric_1" on (f."shop key" = metric_1."k0")
      ) as "r"
      where (r."amount by shop" > $2::numeric)
      group by r."shop"
    ) as "p"
    group by p."k0"
  ) as "c"
) as "m"
order by m."k0" nulls last
limit 100001

-- $1 = 10::numeric, $2 = 10::numeric
