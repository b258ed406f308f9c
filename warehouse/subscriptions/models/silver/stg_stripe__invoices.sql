/*
description: Invoices and the Stripe subscription each belongs to
materialization: view
key: invoice_id
*/
select
    id as invoice_id,
    subscription as stripe_subscription_id,
    billing_reason,
    status,
    to_timestamp(created) as created_at
from {{ source('raw_stripe', 'invoices') }}
