/*
description: One row per ad and day, spend in the account's currency and in US dollars of the day
key: ad_day_id
tests:
  - unique: [ad_id, date_day]
  - not_null: [spend, spend_usd]
  - relationships: {column: campaign_id, to: dim_campaign, field: campaign_id}
*/
select
    a.ad_id || ':' || a.date_day as ad_day_id,
    a.ad_id,
    a.date_day,
    a.campaign_id,
    a.adset_id,
    a.ad_name,
    a.currency,
    a.spend,
    round(a.spend * case when a.currency = 'usd' then 1 else r.usd end, 4)::numeric(18,4) as spend_usd,
    a.impressions,
    a.clicks,
    a.link_clicks
from {{ ref('stg_facebook__ad_statistics') }} as a
left join {{ ref('daily_rates') }} as r on r.currency = a.currency and r.rate_date = a.date_day
