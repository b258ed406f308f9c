/*
description: Campaigns, and those that only the statistics know because they were deleted
materialization: view
key: campaign_id
*/
select id as campaign_id, account_id, name, objective, effective_status, false as is_deleted
from {{ source('raw_facebook', 'campaigns') }}
union all
select distinct on (s.campaign_id) s.campaign_id, s.account_id, s.campaign_name, null, 'DELETED', true
from {{ source('raw_facebook', 'ad_statistics') }} as s
where not exists (select from {{ source('raw_facebook', 'campaigns') }} as c where c.id = s.campaign_id)
order by 1
