/*
description: First and fifth transaction of each store, by both clocks, over accepted transactions and over all; stores with fewer have no
  fifth
materialization: incremental
key: [store_id, clock, statuses]
increment: {from: fct_transactions, match: [store_id]}
tests:
  - accepted_values: {column: clock, values: [happened_at, created_at]}
  - accepted_values: {column: statuses, values: [accepted, all]}
  - expression: nth_at is null or nth_at >= first_at
*/
-- One pass over the transactions, and no sort of them: the moments of a store are gathered as they come, and only these are put in order.
with stores as (
    select
        store_id,
        array_agg(happened_at) filter (where happened_at is not null) as happened,
        array_agg(happened_at) filter (where happened_at is not null and status = 'accepted') as happened_accepted,
        array_agg(created_at) filter (where created_at is not null) as created,
        array_agg(created_at) filter (where created_at is not null and status = 'accepted') as created_accepted
    from {{ ref('fct_transactions') }}
    where store_id is not null
    group by store_id
),
counted as (
    select s.store_id, c.clock, c.statuses, c.moments
    from stores as s
    cross join lateral (values
        ('happened_at', 'all', s.happened),
        ('happened_at', 'accepted', s.happened_accepted),
        ('created_at', 'all', s.created),
        ('created_at', 'accepted', s.created_accepted)
    ) as c (clock, statuses, moments)
    where c.moments is not null
),
ranked as (
    select
        store_id,
        clock,
        statuses,
        cardinality(moments)::bigint as transactions,
        (select min(moment) from unnest(moments) as m (moment)) as first_at,
        (select moment from unnest(moments) as m (moment)
         order by moment offset {{ var('storefront_nth_transaction') }} - 1 limit 1) as nth_at
    from counted
)
select
    store_id,
    clock,
    statuses,
    transactions,
    first_at,
    nth_at,
    extract(epoch from nth_at - first_at)::double precision / 86400 as days_to_nth
from ranked
