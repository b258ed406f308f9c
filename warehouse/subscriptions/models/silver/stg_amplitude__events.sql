/*
description: App events, each once. What was sent again carries the same $insert_id, the first arrival stands; the text EMPTY is nothing
key: insert_id
indexes: [device_id]
secret: [email]
*/
select distinct on (insert_id)
    insert_id,
    event_type,
    event_time,
    server_upload_time,
    nullif(btrim(user_id), '') as user_id,
    nullif(lower(btrim(user_properties ->> 'email')), '') as email,
    device_id,
    amplitude_id,
    platform,
    lower(nullif(user_properties ->> 'initial_utm_source', 'EMPTY')) as initial_utm_source,
    nullif(user_properties ->> 'initial_utm_campaign', 'EMPTY') as initial_utm_campaign
from {{ source('raw_amplitude', 'events') }}
order by insert_id, server_upload_time, event_time
