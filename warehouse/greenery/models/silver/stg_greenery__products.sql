/*
description: Plants with clean text
materialization: view
key: product_id
*/
select product_id, nullif(btrim(name), '') as name, price, inventory
from {{ source('greenery', 'products') }}
