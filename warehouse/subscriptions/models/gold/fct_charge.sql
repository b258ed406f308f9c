/*
description: One row per Stripe charge, whatever became of it, with the subscription it pays for. None is lost; what does not count says why
key: charge_id
indexes: [subscription_id]
tests:
  - not_null: [status, charged_at, amount, amount_usd, currency]
  - relationships: {column: failure_reason, to: dim_failure_reason, field: failure_reason}
  - accepted_values: {column: excluded_because, values: [test_mode, sandbox, test_charge]}
  - sql: "select count(*) from {{ this }} having count(*) <> (select count(*) from {{ source('raw_stripe', 'charges') }})"
    name: no charge is lost and none counted twice
*/
select
    c.charge_id,
    l.subscription_id,
    coalesce(l.linked_by, 'nothing') as linked_by,
    s.profile_id,
    coalesce(c.payment_intent_id, c.charge_id) as payment_id,
    c.status,
    (c.charged_at at time zone 'UTC')::date as charge_date,
    c.charged_at,
    c.currency,
    c.amount,
    c.amount_usd,
    c.amount_refunded,
    c.amount_refunded_usd,
    c.failure_reason,
    c.failure_code,
    c.card_brand,
    c.card_country,
    case
        when not c.livemode then 'test_mode'
        when s.is_sandbox then 'sandbox'
        when t.amount is not null then 'test_charge'
    end as excluded_because,
    c.stated_session_id
from {{ ref('stripe_charges') }} as c
left join {{ ref('charges_of_subscriptions') }} as l on l.charge_id = c.charge_id
left join {{ ref('stg_funnelfox__subscriptions') }} as s on s.subscription_id = l.subscription_id
left join {{ ref('test_charges') }} as t on t.currency = c.currency and t.amount = c.minor_amount
