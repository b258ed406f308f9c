-- the answer
select
  c."k0" as "product__colour",
  c."k1" as "product__maker",
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    to_product."colour" as "k0",
    to_product_2."maker" as "k1",
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  left join store."label_v1" as "to_product" on ("sale"."product" = to_product."product")
  left join store."brand_v1" as "to_product_2" on ("sale"."product" = to_product_2."product")
  group by 1, 2
) as "c"
order by cast(c."k0" as text) collate "C" nulls last, cast(c."k1" as text) collate "C" nulls last
limit 100001

