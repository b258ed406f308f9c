/*
description: People; e-mail addresses without the case and spaces people type them with
materialization: view
key: profile_id
*/
select
    id as profile_id,
    nullif(lower(btrim(email)), '') as email,
    created_at
from {{ source('raw_funnelfox', 'profiles') }}
