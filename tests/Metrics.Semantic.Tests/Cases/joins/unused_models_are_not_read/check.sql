select status, count(*) from store.sale_v1 group by 1
