/*
description: Transactions with clean text; the SKU stays as delivered
materialization: ephemeral
*/
select
    id as transaction_id,
    device_id,
    nullif(btrim(product_sku), '') as product_sku,
    nullif(btrim(product_name), '') as product_name,
    nullif(btrim(category_name), '') as category_name,
    amount,
    lower(btrim(status)) as status,
    created_at,
    happened_at
from {{ source('storefront', 'transactions') }}
