with big as (select shop_id from store.sale_v1 group by 1 having sum(amount) > 10)
select shop_id, (select count(*) from store.sale_v1 s where s.shop_id = big.shop_id), (select nullif(count(*), 0) from store.refund_v1 r where r.shop_id = big.shop_id)
from big where shop_id is not null
order by 1
