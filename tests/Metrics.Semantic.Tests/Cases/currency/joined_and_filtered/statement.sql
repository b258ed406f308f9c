-- the answer
select
  c."u0 refunded_money" as "refunded_money"
from (
  -- u0: refunds
  select
    cast(sum("refund"."refunded") as numeric) as "u0 refunded_money"
  from store."refund_v1" as "refund"
  left join store."sale_v1" as "to_sale" on ("refund"."sale_id" = to_sale."sale_id")
  where (to_sale."currency" = $1::text)
) as "c"
limit 100001

-- $1 = EUR::text
