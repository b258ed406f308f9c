/*
description: One row per SKU as delivered, with the name it is sold under most often
key: product_sku
*/
-- Names go with a SKU by the hundred thousand, so nothing here sorts them, and nothing but trimming is done to each transaction.
with names as (
    select product_sku, product_name, count(*) as sold
    from {{ ref('stg_transactions') }} as t
    where product_sku is not null
    group by product_sku, product_name
),
products as (
    select product_sku, max(sold) as most, count(product_name) as product_names, sum(sold)::bigint as transactions
    from names
    group by product_sku
)
select
    p.product_sku,
    nullif(regexp_replace(p.product_sku, '[^0-9]', '', 'g'), '') as product_sku_digits,
    min(n.product_name collate "C") collate "default" as product_name,
    p.product_names,
    p.transactions
from products as p
join names as n on n.product_sku = p.product_sku and n.sold = p.most
group by p.product_sku, p.product_names, p.transactions
