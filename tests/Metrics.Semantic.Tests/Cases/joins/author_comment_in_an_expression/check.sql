select case when quantity > 4 then 'big' else 'small' end, count(*), max(product) from store.sale_v1 group by 1
