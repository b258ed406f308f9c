select shop_id, status, count(*) from store.sale_v1 group by 1, 2
order by status collate "C" desc nulls last, 1 nulls last
