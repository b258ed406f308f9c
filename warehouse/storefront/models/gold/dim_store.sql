/*
description: One row per store
key: store_id
*/
select
    id as store_id,
    nullif(btrim(name), '') as name,
    nullif(btrim(address), '') as address,
    nullif(btrim(city), '') as city,
    nullif(btrim(country), '') as country,
    nullif(btrim(typology), '') as typology,
    customer_id,
    created_at
from {{ source('storefront', 'stores') }}
