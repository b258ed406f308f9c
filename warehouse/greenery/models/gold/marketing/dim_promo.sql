/*
description: One row per promotion, as it stands today
key: promo_id
*/
select promo_id, discount, status
from {{ ref('stg_greenery__promos') }}
