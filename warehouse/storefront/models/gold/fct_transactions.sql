/*
description: One row per transaction with the device and store it came through; none is lost when those are unknown
materialization: incremental
key: transaction_id
increment: {from: storefront__transactions, match: {transaction_id: id}}
indexes: [store_id]
tests:
  - relationships: {column: device_id, to: dim_device, field: device_id}
    severity: warn
  - relationships: {column: store_id, to: dim_store, field: store_id}
    severity: warn
  - relationships: {column: product_sku, to: dim_product, field: product_sku}
  - not_null: [amount, status]
*/
select
    t.transaction_id,
    t.device_id,
    d.store_id,
    t.product_sku,
    t.product_name,
    t.category_name,
    t.amount,
    t.status,
    t.created_at,
    t.happened_at
from {{ ref('stg_transactions') }} as t
left join {{ ref('dim_device') }} as d on d.device_id = t.device_id
