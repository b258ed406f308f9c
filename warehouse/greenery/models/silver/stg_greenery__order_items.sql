/*
description: Lines of orders
materialization: view
key: [order_id, product_id]
*/
select order_id, product_id, quantity
from {{ source('greenery', 'order_items') }}
