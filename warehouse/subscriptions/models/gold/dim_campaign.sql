/*
description: One row per Facebook campaign, deleted ones too
key: campaign_id
*/
select campaign_id, account_id, name, objective, effective_status, is_deleted
from {{ ref('facebook_campaigns') }}
