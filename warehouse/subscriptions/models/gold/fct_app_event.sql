/*
description: One row per app event with the person it belongs to, if one can be told
key: insert_id
tests:
  - relationships: {column: profile_id, to: stg_funnelfox__profiles, field: profile_id}
*/
select
    e.insert_id,
    e.event_type,
    e.event_time,
    (e.event_time at time zone 'UTC')::date as event_date,
    e.server_upload_time,
    e.platform,
    p.profile_id,
    -- Who cannot be told by name still is somebody, and Amplitude's number says who.
    coalesce(p.profile_id, 'amplitude:' || e.amplitude_id) as person_id,
    p.linked_by
from {{ ref('stg_amplitude__events') }} as e
join {{ ref('profiles_of_events') }} as p on p.insert_id = e.insert_id
