/*
description: One row per session and hour in which it did something
key: [session_id, active_hour]
*/
select session_id, date_trunc('hour', created_at at time zone 'UTC') at time zone 'UTC' as active_hour, count(*) as events
from {{ ref('stg_greenery__events') }}
group by 1, 2
