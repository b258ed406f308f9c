select currency, sum(amount) from store.sale_v1 group by 1
