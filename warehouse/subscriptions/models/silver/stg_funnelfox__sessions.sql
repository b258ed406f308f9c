/*
description: Funnel sessions with clean text and what their address says about where they came from
materialization: view
key: session_id
*/
select
    id as session_id,
    profile_id,
    funnel_id,
    funnel_version,
    created_at as session_at,
    upper(nullif(btrim(country), '')) as country,
    nullif(btrim(city), '') as city,
    origin,
    lower(substring(origin from '[?&]utm_source=([^&#]+)')) as utm_source,
    substring(origin from '[?&]utm_campaign=([^&#]+)') as utm_campaign
from {{ source('raw_funnelfox', 'sessions') }}
