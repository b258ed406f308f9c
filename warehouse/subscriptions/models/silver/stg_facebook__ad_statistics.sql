/*
description: What each ad did each day, as Facebook said it last; numbers are texts there
key: [ad_id, date_day]
*/
select distinct on (ad_id, date_start)
    ad_id,
    date_start as date_day,
    campaign_id,
    adset_id,
    ad_name,
    lower(account_currency) as currency,
    regexp_replace(spend, '[$,\s]', '', 'g')::numeric(18,2) as spend,
    coalesce(regexp_replace(impressions, '[,\s]', '', 'g')::bigint, 0) as impressions,
    coalesce(regexp_replace(clicks, '[,\s]', '', 'g')::bigint, 0) as clicks,
    coalesce(regexp_replace(inline_link_clicks, '[,\s]', '', 'g')::bigint, 0) as link_clicks
from {{ source('raw_facebook', 'ad_statistics') }}
order by ad_id, date_start, synced_at desc
