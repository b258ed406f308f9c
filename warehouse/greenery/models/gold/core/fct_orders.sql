/*
description: One row per order, with how long it took to arrive and which of the user's orders it is
key: order_id
indexes: [user_id]
tests:
  - not_null: [user_id, created_at, order_total]
  - relationships: {column: user_id, to: dim_user, field: user_id}
  - relationships: {column: promo_id, to: dim_promo, field: promo_id}
    severity: warn
  - expression: delivered_at is null or delivered_at >= created_at
    name: nothing_arrives_before_it_is_ordered
  - expression: order_total = order_cost + shipping_cost - discount
    name: order_total_adds_up
    severity: warn
  - reconciliation: {sum: order_cost, to: fct_order_product, field: line_amount, by: order_id}
    severity: warn
*/
select
    o.order_id,
    o.user_id,
    o.promo_id,
    coalesce(o.promo_id, 'none') as promo,
    o.address_id,
    o.created_at,
    o.order_cost,
    o.shipping_cost,
    coalesce(p.discount, 0)::numeric(12,2) as discount,
    o.order_total,
    o.shipping_service,
    o.estimated_delivery_at,
    o.delivered_at,
    o.status,
    extract(epoch from o.delivered_at - o.created_at)::double precision / 86400 as delivery_days,
    case
        when o.delivered_at is null then 'not delivered'
        when o.delivered_at - o.created_at <= interval '2 days' then '1: up to 2 days'
        when o.delivered_at - o.created_at <= interval '4 days' then '2: 3 to 4 days'
        else '3: over 4 days'
    end as delivery_speed,
    o.delivered_at > o.estimated_delivery_at as is_late,
    row_number() over (partition by o.user_id order by o.created_at, o.order_id) as order_number
from {{ ref('stg_greenery__orders') }} as o
left join {{ ref('dim_promo') }} as p on p.promo_id = o.promo_id
