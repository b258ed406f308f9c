/*
description: One row per session and plant that it looked at, put into the cart or bought
key: [session_id, product_id]
tests:
  - relationships: {column: session_id, to: fct_session, field: session_id}
  - expression: was_viewed or not was_bought
    name: what_is_bought_was_looked_at
    severity: warn
*/
with touched as (
    select session_id, product_id, event_type = 'page_view' as viewed, event_type = 'add_to_cart' as carted, false as bought
    from {{ ref('stg_greenery__events') }}
    where product_id is not null
    union all
    select s.session_id, i.product_id, false, false, true
    from {{ ref('fct_session') }} as s
    join {{ ref('stg_greenery__order_items') }} as i on i.order_id = s.order_id
)
select
    t.session_id,
    t.product_id,
    s.user_id,
    s.session_start_at,
    bool_or(t.viewed) as was_viewed,
    bool_or(t.carted) as was_put_in_cart,
    bool_or(t.bought) as was_bought
from touched as t
left join {{ ref('fct_session') }} as s on s.session_id = t.session_id
group by 1, 2, 3, 4
