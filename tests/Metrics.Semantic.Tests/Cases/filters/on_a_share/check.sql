select shop_id, count(*)::float8 / (select count(*) from store.sale_v1) from store.sale_v1 group by 1 having count(*)::float8 / (select count(*) from store.sale_v1) > 0.1
