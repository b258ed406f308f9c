select currency from store.sale_v1
order by 1 nulls last
