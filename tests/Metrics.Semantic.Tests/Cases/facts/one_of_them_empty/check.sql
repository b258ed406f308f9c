select shop_id, count(*), null::bigint, null::numeric from store.sale_v1 group by 1
