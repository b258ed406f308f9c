/*
description: One row per postal address, without the street
key: address_id
*/
select address_id, zipcode, state, country
from {{ ref('stg_greenery__addresses') }}
