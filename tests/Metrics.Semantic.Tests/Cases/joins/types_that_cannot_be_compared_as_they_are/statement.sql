-- the answer
select
  m."k0" as "shop__badge text",
  m."k1" as "shop__mood text",
  m."k2" as "shop__tags text",
  m."k3" as "shop__code text",
  m."m0" as "sales"
from (
  -- compute sales
  select
    c."k0" as "k0",
    c."k1" as "k1",
    c."k2" as "k2",
    c."k3" as "k3",
    c."u0 sale_count" as "m0"
  from (
    -- u0: sales
    select
      r."shop__badge text" as "k0",
      r."shop__mood text" as "k1",
      r."shop__tags text" as "k2",
      r."shop__code text" as "k3",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      -- each row with the one that each join finds
      select
        cast(to_shop."badge" as text) as "shop__badge text",
        cast(to_shop."mood" as text) as "shop__mood text",
        cast(to_shop."tags" as text) as "shop__tags text",
        cast(to_shop."code" as text) as "shop__code text",
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
          (badge) as "badge",
          (mood) as "mood",
          (tags) as "tags",
          (code) as "code"
        from store."shop_v1" as "shop"
      ) as "to_shop" on (f."shop key" = to_shop."shop key")
    ) as "r"
    group by r."shop__badge text", r."shop__mood text", r."shop__tags text", r."shop__code text"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last, cast(m."k1" as text) collate "C" nulls last, cast(m."k2" as text) collate "C" nulls last, cast(m."k3" as text) collate "C" nulls last
limit 100001

