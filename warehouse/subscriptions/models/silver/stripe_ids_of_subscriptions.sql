/*
description: What FunnelFox's psp_id stands for. It may be the id of a Stripe charge, payment intent, invoice or subscription; the others
  follow from it
key: subscription_id
tests:
  - accepted_values: {column: psp_is, values: [charge, payment_intent, invoice, stripe_subscription, nothing]}
  - expression: psp_is <> 'nothing'
    name: every Stripe-billed subscription is found in Stripe
    severity: warn
*/
with intents as (
    select id as payment_intent_id, invoice as invoice_id from {{ source('raw_stripe', 'payment_intents') }}
),
named as (
    select
        s.subscription_id,
        s.psp_id,
        s.created_at,
        case
            when c.charge_id is not null then 'charge'
            when p.payment_intent_id is not null then 'payment_intent'
            when i.invoice_id is not null then 'invoice'
            when b.id is not null then 'stripe_subscription'
            else 'nothing'
        end as psp_is,
        c.charge_id,
        coalesce(c.payment_intent_id, p.payment_intent_id) as payment_intent_id,
        coalesce(c.invoice_id, p.invoice_id, i.invoice_id) as invoice_id,
        b.id as stripe_subscription_id
    from {{ ref('stg_funnelfox__subscriptions') }} as s
    left join {{ ref('stripe_charges') }} as c on c.charge_id = s.psp_id
    left join intents as p on p.payment_intent_id = s.psp_id
    left join {{ ref('stg_stripe__invoices') }} as i on i.invoice_id = s.psp_id
    left join {{ source('raw_stripe', 'subscriptions') }} as b on b.id = s.psp_id
    where s.payment_provider = 'stripe'
)
select
    n.subscription_id,
    n.psp_id,
    n.psp_is,
    n.charge_id,
    n.payment_intent_id,
    n.invoice_id,
    coalesce(n.stripe_subscription_id, i.stripe_subscription_id) as stripe_subscription_id,
    n.created_at
from named as n
left join {{ ref('stg_stripe__invoices') }} as i on i.invoice_id = n.invoice_id
