select shop_id, sum(amount), count(*) from store.sale_v1 group by 1
order by 2 desc nulls last, 3, 1 nulls last
