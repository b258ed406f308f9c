/*
description: The earliest charge of each subscription that succeeded and counts, which is what makes the subscription a new one
key: subscription_id
*/
select distinct on (subscription_id)
    subscription_id,
    charge_id,
    charged_at,
    stated_session_id
from {{ ref('fct_charge') }}
where subscription_id is not null and status = 'succeeded' and excluded_because is null
order by subscription_id, charged_at, charge_id
