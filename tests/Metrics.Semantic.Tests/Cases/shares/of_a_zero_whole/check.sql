select shop_id, sale_id, null::float8 from store.sale_v1 where shop_id = 4
