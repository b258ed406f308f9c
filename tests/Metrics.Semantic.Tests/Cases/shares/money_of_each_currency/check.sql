select currency, shop_id, a::float8 / nullif(sum(a) over (partition by currency), 0) from (select currency, shop_id, sum(amount) a from store.sale_v1 group by 1, 2) t
