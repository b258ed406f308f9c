/*
description: One row per refund that gave money back, in US dollars of the charge's day, so that what was given back in full leaves nothing
key: refund_id
tests:
  - relationships: {column: charge_id, to: fct_charge, field: charge_id}
  - reconciliation: {sum: amount, to: fct_charge, field: amount_refunded, by: currency, tolerance: 0}
*/
select
    r.id as refund_id,
    r.charge as charge_id,
    c.subscription_id,
    (to_timestamp(r.created) at time zone 'UTC')::date as refund_date,
    to_timestamp(r.created) as refunded_at,
    coalesce(r.reason, 'none given') as reason,
    c.currency,
    (r.amount / (10 ^ m.decimals)::numeric)::numeric(18,3) as amount,
    round(c.amount_usd * r.amount / (c.amount * (10 ^ m.decimals)::numeric), 4)::numeric(18,4) as amount_usd,
    c.excluded_because
from {{ source('raw_stripe', 'refunds') }} as r
join {{ ref('fct_charge') }} as c on c.charge_id = r.charge
join {{ ref('currencies') }} as m on m.currency = c.currency
where r.status = 'succeeded'
