/*
description: One row per new subscription, which is the first charge that succeeded and counts of a subscription that is not a sandbox one
key: subscription_id
indexes: [session_id]
tests:
  - not_null: [subscription_date, user_profile_id, revenue_usd, currency, payment_provider, is_sandbox]
  - relationships: {column: user_profile_id, to: stg_funnelfox__profiles, field: profile_id}
  - relationships: {column: funnel_id, to: dim_funnel, field: funnel_id}
  - relationships: {column: campaign_id, to: dim_campaign, field: campaign_id}
  - expression: not is_sandbox and revenue_usd > 0
  - expression: subscription_date = (subscription_at at time zone 'UTC')::date
    name: days are of UTC
*/
select
    c.charge_date as subscription_date,
    f.subscription_id,
    s.profile_id as user_profile_id,
    c.amount_usd as revenue_usd,
    c.currency,
    coalesce(v.funnel_id, s.funnel_id) as funnel_id,
    d.title as funnel_title,
    v.country,
    v.city,
    s.payment_provider,
    s.is_sandbox,
    -- What the document's columns do not say.
    c.charged_at as subscription_at,
    c.amount as revenue,
    c.charge_id,
    c.linked_by,
    a.session_id,
    v.session_at,
    a.attributed_by,
    p.campaign_id,
    v.utm_source,
    s.billing_interval,
    s.billing_interval_count,
    s.list_price_usd
from {{ ref('first_charges') }} as f
join {{ ref('fct_charge') }} as c on c.charge_id = f.charge_id
join {{ ref('stg_funnelfox__subscriptions') }} as s on s.subscription_id = f.subscription_id
left join {{ ref('sessions_of_subscriptions') }} as a on a.subscription_id = f.subscription_id
left join {{ ref('stg_funnelfox__sessions') }} as v on v.session_id = a.session_id
left join {{ ref('campaigns_of_sessions') }} as p on p.session_id = a.session_id
left join {{ ref('dim_funnel') }} as d on d.funnel_id = coalesce(v.funnel_id, s.funnel_id)
