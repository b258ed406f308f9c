-- the answer
select
  c."k0" as "sale__status",
  c."u0 sale_count" as "sales"
from (
  -- u0: sales
  select
    "sale"."status" as "k0",
    cast(count(1) as bigint) as "u0 sale_count"
  from store."sale_v1" as "sale"
  group by 1
) as "c"
order by cast(c."k0" as text) collate "C" nulls last
limit 100001

