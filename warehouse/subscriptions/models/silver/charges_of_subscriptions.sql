/*
description: The one subscription a charge pays for, by the closest id that both know. Two subscriptions with the same psp_id share no
  charge, the earlier has it
key: charge_id
indexes: [subscription_id]
tests:
  - accepted_values: {column: linked_by, values: [charge_id, payment_intent, invoice, stripe_subscription]}
*/
with candidates as (
    select c.charge_id, s.subscription_id, s.created_at, 1 as distance, 'charge_id' as linked_by
    from {{ ref('stripe_charges') }} as c
    join {{ ref('stripe_ids_of_subscriptions') }} as s on s.charge_id = c.charge_id
    union all
    select c.charge_id, s.subscription_id, s.created_at, 2, 'payment_intent'
    from {{ ref('stripe_charges') }} as c
    join {{ ref('stripe_ids_of_subscriptions') }} as s on s.payment_intent_id = c.payment_intent_id
    union all
    select c.charge_id, s.subscription_id, s.created_at, 3, 'invoice'
    from {{ ref('stripe_charges') }} as c
    join {{ ref('stripe_ids_of_subscriptions') }} as s on s.invoice_id = c.invoice_id
    union all
    select c.charge_id, s.subscription_id, s.created_at, 4, 'stripe_subscription'
    from {{ ref('stripe_charges') }} as c
    join {{ ref('stg_stripe__invoices') }} as i on i.invoice_id = c.invoice_id
    join {{ ref('stripe_ids_of_subscriptions') }} as s on s.stripe_subscription_id = i.stripe_subscription_id
)
select distinct on (charge_id) charge_id, subscription_id, linked_by
from candidates
order by charge_id, distance, created_at, subscription_id
