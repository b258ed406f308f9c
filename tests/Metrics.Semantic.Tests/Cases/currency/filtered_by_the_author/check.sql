select shop_id, sum(amount) from store.sale_v1 where currency = 'USD' group by 1
