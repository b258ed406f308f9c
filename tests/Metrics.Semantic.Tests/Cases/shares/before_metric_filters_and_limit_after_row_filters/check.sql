select shop_id, count(*), count(*)::float8 / (select count(*) from store.sale_v1 where status = 'ok') from store.sale_v1 where status = 'ok' group by 1 having count(*) > 1
order by 2 desc, 1 nulls last limit 2
