/*
description: One row per session, the user's way from the landing page to the parcel. The parcel is an event of the session too, hours
  later, so
  browsing_seconds ends with the last click and duration_seconds with the parcel.
key: session_id
indexes: [user_id]
tests:
  - relationships: {column: user_id, to: dim_user, field: user_id}
  - expression: users = 1
    name: one_user_a_session
  - expression: shipped_order_id is null or shipped_order_id is not distinct from order_id
    name: what_is_shipped_was_checked_out
  - expression: session_start_at <= session_end_at
    name: starts_before_it_ends
  - expression: checkouts <= 1
    name: one_checkout_a_session
    severity: warn
*/
with landings as (
    select distinct on (e.session_id) e.session_id, e.page_path as landing_page, e.product_id, p.name as landing_plant
    from {{ ref('stg_greenery__events') }} as e
    left join {{ ref('dim_plant') }} as p on p.product_id = e.product_id
    where e.event_type = 'page_view'
    order by e.session_id, e.created_at, e.event_id
),
counted as (
    select
        session_id,
        min(user_id) as user_id,
        count(distinct user_id) as users,
        min(created_at) as session_start_at,
        max(created_at) as session_end_at,
        max(created_at) filter (where event_type <> 'package_shipped') as browsed_until,
        count(*) filter (where event_type = 'page_view') as page_views,
        count(*) filter (where event_type = 'add_to_cart') as add_to_carts,
        count(*) filter (where event_type = 'checkout') as checkouts,
        count(*) filter (where event_type = 'package_shipped') as packages_shipped,
        count(distinct product_id) filter (where event_type = 'page_view') as distinct_products_viewed,
        min(order_id) filter (where event_type = 'checkout') as order_id,
        min(order_id) filter (where event_type = 'package_shipped') as shipped_order_id
    from {{ ref('stg_greenery__events') }}
    group by session_id
)
select
    c.session_id,
    c.user_id,
    c.users,
    c.session_start_at,
    c.session_end_at,
    extract(epoch from c.session_end_at - c.session_start_at)::bigint as duration_seconds,
    extract(epoch from c.browsed_until - c.session_start_at)::bigint as browsing_seconds,
    c.page_views,
    c.add_to_carts,
    c.checkouts,
    c.packages_shipped,
    c.distinct_products_viewed,
    c.order_id,
    c.shipped_order_id,
    (c.checkouts > 0)::integer as converted,
    l.landing_page,
    l.landing_plant
from counted as c
left join landings as l on l.session_id = c.session_id
