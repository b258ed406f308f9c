/*
description: One row per plant that is or was sold
key: product_id
*/
select product_id, name, price, inventory
from {{ ref('stg_greenery__products') }}
