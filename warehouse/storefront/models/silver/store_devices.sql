/*
description: Every device with the store that uses it; devices of unknown stores stay
materialization: view
key: device_id
*/
select
    d.id as device_id,
    d.type as device_type,
    d.store_id,
    s.id is not null as store_known
from {{ source('storefront', 'devices') }} as d
left join {{ source('storefront', 'stores') }} as s on s.id = d.store_id
