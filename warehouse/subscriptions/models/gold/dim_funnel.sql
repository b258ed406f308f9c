/*
description: Every funnel that a session or subscription names, deleted ones too
key: funnel_id
*/
with named as (
    select funnel_id from {{ ref('stg_funnelfox__sessions') }}
    union
    select funnel_id from {{ ref('stg_funnelfox__subscriptions') }} where funnel_id is not null
    union
    select id from {{ source('raw_funnelfox', 'funnels') }}
)
select
    n.funnel_id,
    coalesce(f.title, 'Deleted funnel ' || n.funnel_id) as title,
    coalesce(f.type, 'unknown') as type,
    f.environment,
    f.id is null as is_deleted
from named as n
left join {{ source('raw_funnelfox', 'funnels') }} as f on f.id = n.funnel_id
