-- the answer
select
  c."k0" as "sale__size",
  c."u0 sale_count" as "sales",
  c."u0 last_product" as "last_product"
from (
  -- u0: sales
  select
    (case when quantity > 4 then 'big' else 'small' end -- by pieces
) as "k0",
    cast(count(1) as bigint) as "u0 sale_count",
    cast(max((cast("sale"."product" as text) collate "C")) as text) as "u0 last_product"
  from store."sale_v1" as "sale"
  group by 1
) as "c"
order by cast(c."k0" as text) collate "C" nulls last
limit 100001

