/*
description: One row per payment device
key: device_id
tests:
  - relationships: {column: store_id, to: dim_store, field: store_id}
    severity: warn
*/
select
    device_id,
    device_type as type,
    store_id
from {{ ref('store_devices') }}
