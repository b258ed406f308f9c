-- the answer
select
  c."k0" as "sale__currency",
  c."u0 refunded_money" as "refunded_money"
from (
  -- u0: refunds
  select
    to_sale."currency" as "k0",
    cast(sum("refund"."refunded") as numeric) as "u0 refunded_money"
  from store."refund_v1" as "refund"
  left join store."sale_v1" as "to_sale" on ("refund"."sale_id" = to_sale."sale_id")
  group by 1
) as "c"
order by cast(c."k0" as text) collate "C" nulls last
limit 100001

