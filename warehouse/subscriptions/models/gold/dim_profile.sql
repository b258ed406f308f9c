/*
description: One row per person, with where they came in and what they have become
key: profile_id
*/
with entries as (
    select distinct on (profile_id) profile_id, session_at as first_session_at, funnel_id as first_funnel_id, country
    from {{ ref('stg_funnelfox__sessions') }}
    order by profile_id, session_at, session_id
),
counts as (
    select profile_id, count(*) as sessions from {{ ref('stg_funnelfox__sessions') }} group by profile_id
),
bought as (
    select user_profile_id as profile_id, count(*) as subscriptions, sum(revenue_usd)::numeric(18,4) as first_revenue_usd
    from {{ ref('mart_new_subscriptions') }}
    group by user_profile_id
)
select
    p.profile_id,
    e.first_session_at,
    e.first_funnel_id,
    e.country,
    coalesce(n.sessions, 0) as sessions,
    coalesce(b.subscriptions, 0) as subscriptions,
    coalesce(b.first_revenue_usd, 0)::numeric(18,4) as first_revenue_usd
from {{ ref('stg_funnelfox__profiles') }} as p
left join entries as e on e.profile_id = p.profile_id
left join counts as n on n.profile_id = p.profile_id
left join bought as b on b.profile_id = p.profile_id
