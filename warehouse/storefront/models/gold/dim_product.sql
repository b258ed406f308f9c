/*
description: One row per SKU as delivered, with the name it is sold under most often
key: product_sku
*/
with names as (
    select product_sku, product_sku_digits, product_name, count(*) as sold
    from {{ ref('stg_transactions') }} as t
    where product_sku is not null
    group by product_sku, product_sku_digits, product_name
)
select
    product_sku,
    product_sku_digits,
    (array_agg(product_name order by sold desc, product_name collate "C"))[1] as product_name,
    count(distinct product_name) as product_names,
    sum(sold)::bigint as transactions
from names
group by product_sku, product_sku_digits
