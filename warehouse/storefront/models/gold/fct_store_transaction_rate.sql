/*
description: First and fifth transaction of each store, by both clocks, over accepted transactions and over all; stores with fewer have no fifth
materialization: incremental
key: [store_id, clock, statuses]
increment: {from: fct_transactions, match: [store_id]}
tests:
  - accepted_values: {column: clock, values: [happened_at, created_at]}
  - accepted_values: {column: statuses, values: [accepted, all]}
  - expression: nth_at is null or nth_at >= first_at
*/
with moments as (
    select store_id, transaction_id, status, 'happened_at' as clock, happened_at as moment
    from {{ ref('fct_transactions') }}
    where store_id is not null and happened_at is not null
    union all
    select store_id, transaction_id, status, 'created_at', created_at
    from {{ ref('fct_transactions') }}
    where store_id is not null and created_at is not null
),
counted as (
    select store_id, transaction_id, clock, moment, 'all' as statuses from moments
    union all
    select store_id, transaction_id, clock, moment, 'accepted' from moments where status = 'accepted'
),
ranked as (
    select *, row_number() over (partition by store_id, clock, statuses order by moment, transaction_id) as nth
    from counted
)
select
    store_id,
    clock,
    statuses,
    count(*) as transactions,
    min(moment) filter (where nth = 1) as first_at,
    min(moment) filter (where nth = {{ var('storefront_nth_transaction') }}) as nth_at,
    extract(epoch from min(moment) filter (where nth = {{ var('storefront_nth_transaction') }}) - min(moment) filter (where nth = 1))::double precision / 86400 as days_to_nth
from ranked
group by store_id, clock, statuses
