/*
description: Transactions with clean text; the SKU stays as delivered, with its digits beside it
materialization: ephemeral
*/
select
    id as transaction_id,
    device_id,
    nullif(btrim(product_sku), '') as product_sku,
    nullif(regexp_replace(product_sku, '[^0-9]', '', 'g'), '') as product_sku_digits,
    nullif(btrim(product_name), '') as product_name,
    nullif(btrim(category_name), '') as category_name,
    amount,
    lower(btrim(status)) as status,
    created_at,
    happened_at
from {{ source('storefront', 'transactions') }}
