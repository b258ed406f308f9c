/*
description: One row per payment that counts, with all attempts at it. A payment that failed at first and succeeded later was recovered
key: payment_id
tests:
  - expression: attempts >= 1 and (recovered_at is null or recovered_at >= first_attempt_at)
  - relationships: {column: first_failure_reason, to: dim_failure_reason, field: failure_reason}
*/
with attempts as (
    select *, row_number() over (partition by payment_id order by charged_at, charge_id) as attempt
    from {{ ref('fct_charge') }}
    where excluded_because is null
)
select
    payment_id,
    max(subscription_id) as subscription_id,
    count(*) as attempts,
    min(charged_at) as first_attempt_at,
    max(failure_reason) filter (where attempt = 1) as first_failure_reason,
    bool_or(status = 'failed') filter (where attempt = 1) as failed_first,
    bool_or(status = 'succeeded') as succeeded,
    bool_or(status = 'failed') filter (where attempt = 1) and bool_or(status = 'succeeded') as recovered,
    case when bool_or(status = 'failed') filter (where attempt = 1)
      then min(charged_at) filter (where status = 'succeeded') end as recovered_at,
    (extract(epoch from
        case when bool_or(status = 'failed') filter (where attempt = 1)
          then min(charged_at) filter (where status = 'succeeded') end - min(charged_at)
    ) / 3600)::double precision as hours_to_recovery,
    (max(amount_usd) filter (where attempt = 1))::numeric(18,4) as amount_usd
from attempts
group by payment_id
