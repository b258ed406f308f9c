-- the answer
select
  m."k0" as "shop__mood text",
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
        r."shop__mood text" as "k0",
        cast(count(r."u0 sale_count") as bigint) as "u0 sale_count",
        cast(null as bigint) as "u1 refund_count"
      from (
        -- each row with the one that each join finds
        select
          cast(to_shop."mood" as text) as "shop__mood text",
          f."u0 sale_count" as "u0 sale_count"
        from (
          -- sales
          select
            (shop_id) as "shop key",
            (1) as "u0 sale_count"
          from store."sale_v1" as "sale"
        ) as "f"
        left join (
          -- shops
          select
            (shop_id) as "shop key",
            (mood) as "mood"
          from store."shop_v1" as "shop"
        ) as "to_shop" on (f."shop key" = to_shop."shop key")
      ) as "r"
      group by r."shop__mood text"
    union all
      -- u1: refunds
      select
        r."shop__mood text" as "k0",
        cast(null as bigint) as "u0 sale_count",
        cast(count(r."u1 refund_count") as bigint) as "u1 refund_count"
      from (
        -- each row with the one that each join finds
        select
          cast(to_shop."mood" as text) as "shop__mood text",
          f."u1 refund_count" as "u1 refund_count"
        from (
          -- refunds
          select
            (shop_id) as "shop key",
            (1) as "u1 refund_count"
          from store."refund_v1" as "refund"
        ) as "f"
        left join (
          -- shops
          select
            (shop_id) as "shop key",
            (mood) as "mood"
          from store."shop_v1" as "shop"
        ) as "to_shop" on (f."shop key" = to_shop."shop key")
      ) as "r"
      group by r."shop__mood text"
    ) as "p"
    group by p."k0"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last
limit 100001

