/*
description: US dollars for one unit of a currency on each day. Rates exist for business days; one holds until the next, but for seven
  days at most
key: [currency, rate_date]
tests:
  - expression: usd > 0
*/
with spans as (
    select
        lower(currency) as currency,
        rate_date as first_day,
        least(lead(rate_date) over (partition by lower(currency) order by rate_date) - 1, rate_date + 6) as last_day,
        usd
    from {{ source('rates', 'exchange_rates') }}
)
select currency, day::date as rate_date, usd
from spans
cross join lateral generate_series(first_day::timestamp, last_day::timestamp, interval '1 day') as days (day)
