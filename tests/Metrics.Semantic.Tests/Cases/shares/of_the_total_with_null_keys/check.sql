select shop_id, count(*), count(*)::float8 / (select count(*) from store.sale_v1) from store.sale_v1 group by 1
