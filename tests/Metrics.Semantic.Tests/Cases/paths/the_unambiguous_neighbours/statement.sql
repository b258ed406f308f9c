-- the answer
select
  m."k0" as "product__colour",
  m."k1" as "product__maker",
  m."m0" as "sales"
from (
  -- compute sales
  select
    c."k0" as "k0",
    c."k1" as "k1",
    c."u0 sale_count" as "m0"
  from (
    -- u0: sales
    select
      r."product__colour" as "k0",
      r."product__maker" as "k1",
      cast(count(r."u0 sale_count") as bigint) as "u0 sale_count"
    from (
      -- each row with the one that each join finds
      select
        to_product."colour" as "product__colour",
        to_product_2."maker" as "product__maker",
        f."u0 sale_count" as "u0 sale_count"
      from (
        -- sales
        select
          (product) as "product key",
          (1) as "u0 sale_count"
        from store."sale_v1" as "sale"
      ) as "f"
      left join (
        -- labels
        select
          (product) as "product key",
          (colour) as "colour"
        from store."label_v1" as "label"
      ) as "to_product" on (f."product key" = to_product."product key")
      left join (
        -- brands
        select
          (product) as "product key",
          (maker) as "maker"
        from store."brand_v1" as "brand"
      ) as "to_product_2" on (f."product key" = to_product_2."product key")
    ) as "r"
    group by r."product__colour", r."product__maker"
  ) as "c"
) as "m"
order by cast(m."k0" as text) collate "C" nulls last, cast(m."k1" as text) collate "C" nulls last
limit 100001

