/*
description: Promotions with clean text
materialization: view
key: promo_id
*/
select promo_id, discount, lower(btrim(status)) as status
from {{ source('greenery', 'promos') }}
