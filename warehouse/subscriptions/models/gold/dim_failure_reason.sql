/*
description: Why payments fail and what to do about it; reasons that nobody has put in a category yet are there as unmapped
key: failure_reason
tests:
  - expression: category <> 'unmapped'
    severity: warn
*/
select failure_reason, category, action
from {{ ref('failure_reasons') }}
union all
select distinct c.failure_reason, 'unmapped', 'unmapped'
from {{ ref('stripe_charges') }} as c
where c.failure_reason is not null
    and not exists (select from {{ ref('failure_reasons') }} as f where f.failure_reason = c.failure_reason)
