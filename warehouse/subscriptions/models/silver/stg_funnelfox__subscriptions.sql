/*
description: FunnelFox subscriptions, sandbox ones included
materialization: view
key: subscription_id
*/
select
    id as subscription_id,
    nullif(btrim(psp_id), '') as psp_id,
    profile_id,
    funnel_id,
    lower(payment_provider) as payment_provider,
    status,
    billing_interval,
    billing_interval_count,
    (price_usd / 100.0)::numeric(18,2) as list_price_usd,
    sandbox as is_sandbox,
    created_at
from {{ source('raw_funnelfox', 'subscriptions') }}
