select m, max(a) from (select sold_at::date m, count(*) a, null::numeric b from store.sale_v1 group by 1
 union all select booked_on, null, sum(amount) from store.sale_v1 group by 1) t group by 1 having max(b) > 50
order by 1
