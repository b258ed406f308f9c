/*
description: One row per session, converted or not. It converted when a new subscription is put down to it; had_purchase says that the
  person bought at all
key: session_id
tests:
  - not_null: [session_date, profile_id, funnel_id, funnel_title, converted, had_purchase]
  - not_null: [revenue_usd]
    where: converted = 1
  - relationships: {column: profile_id, to: stg_funnelfox__profiles, field: profile_id}
  - relationships: {column: funnel_id, to: dim_funnel, field: funnel_id}
  - expression: time_to_conversion_hours >= 0
    where: time_to_conversion_hours is not null
  - expression: (converted = 1) = (revenue_usd is not null) and (converted = 0 or had_purchase)
  - reconciliation: {sum: revenue_usd, to: mart_new_subscriptions, field: revenue_usd, to_where: session_id is not null, tolerance: 0}
  - expression: session_date = (session_at at time zone 'UTC')::date
    name: days are of UTC
*/
with conversions as (
    select session_id, count(*) as subscriptions, min(subscription_at) as first_at, sum(revenue_usd)::numeric(18,4) as revenue_usd
    from {{ ref('mart_new_subscriptions') }}
    where session_id is not null
    group by session_id
),
buyers as (
    select distinct user_profile_id as profile_id from {{ ref('mart_new_subscriptions') }}
)
select
    (s.session_at at time zone 'UTC')::date as session_date,
    s.session_id,
    s.profile_id,
    s.funnel_id,
    f.title as funnel_title,
    s.country,
    case when c.session_id is null then 0 else 1 end as converted,
    c.revenue_usd,
    -- A charge from before the first session that is stored has no time to convert: the clock's beginning is missing.
    case when c.first_at >= s.session_at
      then (extract(epoch from c.first_at - s.session_at) / 3600)::double precision end as time_to_conversion_hours,
    b.profile_id is not null as had_purchase,
    -- What the document's columns do not say.
    s.session_at,
    coalesce(c.subscriptions, 0) as subscriptions,
    coalesce(c.first_at < s.session_at, false) as charged_before_session,
    p.campaign_id,
    s.utm_source
from {{ ref('stg_funnelfox__sessions') }} as s
left join {{ ref('dim_funnel') }} as f on f.funnel_id = s.funnel_id
left join conversions as c on c.session_id = s.session_id
left join buyers as b on b.profile_id = s.profile_id
left join {{ ref('campaigns_of_sessions') }} as p on p.session_id = s.session_id
