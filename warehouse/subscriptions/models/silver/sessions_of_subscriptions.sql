/*
description: The one session a new subscription is put down to. The one that Stripe's metadata names, else the person's last one before
  the charge, else the first after it
key: subscription_id
tests:
  - accepted_values: {column: attributed_by, values: [stated, last_before, first_after]}
*/
with choices as (
    select
        f.subscription_id,
        s.session_id,
        case
            when s.session_id = coalesce(f.stated_session_id, b.metadata ->> 'ff_session_id') then 'stated'
            when s.session_at <= f.charged_at then 'last_before'
            else 'first_after'
        end as attributed_by,
        abs(extract(epoch from f.charged_at - s.session_at)) as seconds_apart
    from {{ ref('first_charges') }} as f
    join {{ ref('stg_funnelfox__subscriptions') }} as u on u.subscription_id = f.subscription_id
    join {{ ref('stg_funnelfox__sessions') }} as s on s.profile_id = u.profile_id
    left join {{ ref('stripe_ids_of_subscriptions') }} as i on i.subscription_id = f.subscription_id
    left join {{ source('raw_stripe', 'subscriptions') }} as b on b.id = i.stripe_subscription_id
)
select distinct on (subscription_id) subscription_id, session_id, attributed_by
from choices
order by subscription_id, array_position(array['stated', 'last_before', 'first_after'], attributed_by), seconds_apart, session_id
