/*
description: Addresses with clean text
materialization: view
key: address_id
*/
select
    address_id,
    nullif(btrim(address), '') as address,
    nullif(btrim(zipcode), '') as zipcode,
    nullif(btrim(state), '') as state,
    nullif(btrim(country), '') as country
from {{ source('greenery', 'addresses') }}
