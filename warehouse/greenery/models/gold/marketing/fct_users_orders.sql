/*
description: One row per user, buyers or not, with first and last order, spend, and how the first purchase went
key: user_id
tests:
  - expression: first_order_at is null or first_order_at <= last_order_at
    name: first_order_not_after_last
  - accepted_values: {column: order_bucket, values: [none, one-time, repeat]}
  - relationships: {column: user_id, to: dim_user, field: user_id}
*/
with ordered as (
    select
        user_id,
        count(*) as n_orders,
        min(created_at) as first_order_at,
        max(created_at) as last_order_at,
        sum(order_total) as total_spend,
        sum(order_cost) as total_order_cost,
        count(promo_id) as n_promo_orders
    from {{ ref('fct_orders') }}
    group by user_id
),
first_orders as (
    select o.user_id, o.promo as first_promo, o.delivery_speed as first_delivery_speed, s.landing_plant as first_landing_plant
    from {{ ref('fct_orders') }} as o
    left join {{ ref('fct_session') }} as s on s.order_id = o.order_id
    where o.order_number = 1
)
select
    user_id,
    u.created_at as signed_up_at,
    coalesce(o.n_orders, 0) as n_orders,
    case when o.n_orders is null then '0' when o.n_orders < 3 then o.n_orders::text else '3+' end as order_count,
    case when o.n_orders is null then 'none' when o.n_orders = 1 then 'one-time' else 'repeat' end as order_bucket,
    o.first_order_at,
    o.last_order_at,
    coalesce(o.total_spend, 0)::numeric(14,2) as total_spend,
    coalesce(o.total_order_cost, 0)::numeric(14,2) as total_order_cost,
    coalesce(o.n_promo_orders, 0) as n_promo_orders,
    coalesce(o.n_orders > 1, false) as is_repeat,
    coalesce(o.total_spend >= {{ var('greenery_high_value_spend') }}, false) as is_high_value,
    f.first_promo,
    f.first_delivery_speed,
    f.first_landing_plant
from {{ ref('dim_user') }} as u
full join ordered as o using (user_id)
left join first_orders as f using (user_id)
