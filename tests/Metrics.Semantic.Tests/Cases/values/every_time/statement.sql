-- the answer
select
  "sale"."currency" as "sale__currency"
from store."sale_v1" as "sale"
order by cast("sale"."currency" as text) collate "C" nulls last
limit 100001

