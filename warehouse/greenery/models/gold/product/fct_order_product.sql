/*
description: One row per order and product. An order has several, so order_id alone is no key.
key: [order_id, product_id]
tests:
  - expression: quantity > 0
    name: quantity_is_positive
  - relationships: {column: order_id, to: stg_greenery__orders, field: order_id}
  - relationships: {column: product_id, to: dim_plant, field: product_id}
    severity: warn
*/
select
    i.order_id,
    i.product_id,
    p.name as product_name,
    i.quantity,
    p.price as unit_price,
    (i.quantity * p.price)::numeric(14,2) as line_amount,
    o.created_at as order_created_at,
    o.user_id,
    o.promo_id,
    coalesce(o.promo_id, 'none') as promo,
    o.status as order_status
from {{ ref('stg_greenery__order_items') }} as i
left join {{ ref('stg_greenery__orders') }} as o on o.order_id = i.order_id
left join {{ ref('dim_plant') }} as p on p.product_id = i.product_id
