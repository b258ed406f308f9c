/*
description: What visitors did, each event once however often it was delivered, with the page's path
key: event_id
tests:
  - not_null: [session_id, event_type, created_at]
*/
select distinct on (event_id)
    event_id,
    session_id,
    nullif(btrim(user_id), '') as user_id,
    lower(btrim(event_type)) as event_type,
    coalesce(nullif(regexp_replace(regexp_replace(btrim(page_url), '^https?://[^/]+', ''), '[?#].*$', ''), ''), '/') as page_path,
    created_at,
    nullif(btrim(order_id), '') as order_id,
    nullif(btrim(product_id), '') as product_id
from {{ source('greenery', 'events') }}
order by event_id, created_at, session_id
