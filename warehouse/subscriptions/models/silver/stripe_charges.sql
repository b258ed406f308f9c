/*
description: Charges with money as it is written and in US dollars of their day. Whole numbers are divided by what their currency says,
  not by 100
key: charge_id
indexes: [payment_intent_id, invoice_id]
tests:
  - relationships: {column: currency, to: currencies, field: currency}
  - not_null: [amount, amount_usd]
*/
select
    c.id as charge_id,
    c.payment_intent as payment_intent_id,
    c.invoice as invoice_id,
    c.status,
    to_timestamp(c.created) as charged_at,
    lower(c.currency) as currency,
    c.amount as minor_amount,
    (c.amount / (10 ^ m.decimals)::numeric)::numeric(18,3) as amount,
    (c.amount_refunded / (10 ^ m.decimals)::numeric)::numeric(18,3) as amount_refunded,
    round(c.amount / (10 ^ m.decimals)::numeric * case when lower(c.currency) = 'usd' then 1 else r.usd end, 4)::numeric(18,4)
      as amount_usd,
    round(c.amount_refunded / (10 ^ m.decimals)::numeric * case when lower(c.currency) = 'usd' then 1 else r.usd end, 4)::numeric(18,4)
      as amount_refunded_usd,
    c.livemode,
    -- Stripe says card_declined for whatever the issuer said; the issuer's own words stand in the outcome.
    case when c.status = 'failed'
        then coalesce(case when c.failure_code = 'card_declined' then nullif(c.outcome ->> 'reason', '') end, c.failure_code, 'unknown')
    end as failure_reason,
    case when c.status = 'failed' then c.failure_code end as failure_code,
    c.payment_method_details -> 'card' ->> 'brand' as card_brand,
    c.payment_method_details -> 'card' ->> 'country' as card_country,
    c.metadata ->> 'ff_session_id' as stated_session_id
from {{ source('raw_stripe', 'charges') }} as c
left join {{ ref('currencies') }} as m on m.currency = lower(c.currency)
left join {{ ref('daily_rates') }} as r
    on r.currency = lower(c.currency) and r.rate_date = (to_timestamp(c.created) at time zone 'UTC')::date
