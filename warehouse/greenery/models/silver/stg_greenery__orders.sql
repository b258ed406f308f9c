/*
description: Orders with clean text
materialization: view
key: order_id
*/
select
    order_id,
    user_id,
    nullif(btrim(promo_id), '') as promo_id,
    nullif(btrim(address_id), '') as address_id,
    created_at,
    order_cost,
    coalesce(shipping_cost, 0)::numeric(12,2) as shipping_cost,
    order_total,
    nullif(btrim(tracking_id), '') as tracking_id,
    nullif(lower(btrim(shipping_service)), '') as shipping_service,
    estimated_delivery_at,
    delivered_at,
    lower(btrim(status)) as status
from {{ source('greenery', 'orders') }}
