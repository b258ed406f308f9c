/*
description: Whose event it is. By user id; where that is missing by e-mail, then by device, each only while it belongs to one person
key: insert_id
tests:
  - accepted_values: {column: linked_by, values: [user_id, email, device_id, nothing]}
*/
with emails as (
    select email, min(profile_id) as profile_id
    from {{ ref('stg_funnelfox__profiles') }}
    where email is not null
    group by email
    having count(*) = 1
),
-- Some apps send the address as the user id.
events as (
    select
        insert_id,
        device_id,
        case when user_id not like '%@%' then user_id end as user_id,
        case when user_id like '%@%' then lower(user_id) when user_id is null then email end as email
    from {{ ref('stg_amplitude__events') }}
),
named as (
    select e.insert_id, e.device_id, e.user_id, p.profile_id as by_user_id, m.profile_id as by_email
    from events as e
    left join {{ ref('stg_funnelfox__profiles') }} as p on p.profile_id = e.user_id
    left join emails as m on m.email = e.email
),
devices as (
    select device_id, min(coalesce(by_user_id, by_email)) as profile_id
    from named
    where device_id is not null
    group by device_id
    having count(distinct coalesce(by_user_id, by_email)) = 1
)
select
    n.insert_id,
    case when n.user_id is not null then n.by_user_id else coalesce(n.by_email, d.profile_id) end as profile_id,
    case
        when n.by_user_id is not null then 'user_id'
        when n.user_id is not null then 'nothing'
        when n.by_email is not null then 'email'
        when d.profile_id is not null then 'device_id'
        else 'nothing'
    end as linked_by
from named as n
left join devices as d on d.device_id = n.device_id
