select count(*) from store.sale_v1 where extract(month from sold_at) in (1, 3)
