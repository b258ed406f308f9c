/*
description: Accounts with clean text; e-mail addresses in small letters, since people spell theirs in several ways
materialization: view
key: user_id
*/
select
    user_id,
    nullif(btrim(first_name), '') as first_name,
    nullif(btrim(last_name), '') as last_name,
    nullif(lower(btrim(email)), '') as email,
    nullif(btrim(phone_number), '') as phone_number,
    created_at,
    updated_at,
    nullif(btrim(address_id), '') as address_id
from {{ source('greenery', 'users') }}
