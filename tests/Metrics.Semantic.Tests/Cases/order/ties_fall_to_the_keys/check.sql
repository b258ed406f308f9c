select shop_id, status, count(*) from store.sale_v1 group by 1, 2
order by 3 desc, 1 nulls last, status collate "C" nulls last
