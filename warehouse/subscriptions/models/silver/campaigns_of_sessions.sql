/*
description: The campaign a session came from. Its own address says it by id or name; where the address says nothing at all, the app's
  first touch of that person does
key: session_id
tests:
  - accepted_values: {column: attributed_by, values: [address, first_touch]}
*/
with names as (
    select name, min(campaign_id) as campaign_id
    from {{ ref('facebook_campaigns') }}
    group by name
    having count(*) = 1
),
touches as (
    select distinct on (p.profile_id) p.profile_id, e.initial_utm_source as utm_source, e.initial_utm_campaign as utm_campaign
    from {{ ref('profiles_of_events') }} as p
    join {{ ref('stg_amplitude__events') }} as e on e.insert_id = p.insert_id
    where p.profile_id is not null and e.initial_utm_source is not null
    order by p.profile_id, e.event_time, e.insert_id
),
said as (
    select
        s.session_id,
        case when s.utm_source is null then 'first_touch' else 'address' end as attributed_by,
        coalesce(s.utm_source, t.utm_source) as utm_source,
        case when s.utm_source is null then t.utm_campaign else s.utm_campaign end as utm_campaign
    from {{ ref('stg_funnelfox__sessions') }} as s
    left join touches as t on t.profile_id = s.profile_id
)
select s.session_id, s.attributed_by, coalesce(c.campaign_id, n.campaign_id) as campaign_id
from said as s
left join {{ ref('facebook_campaigns') }} as c on c.campaign_id = s.utm_campaign
left join names as n on n.name = s.utm_campaign
where s.utm_source in ('facebook', 'fb', 'instagram', 'ig') and coalesce(c.campaign_id, n.campaign_id) is not null
