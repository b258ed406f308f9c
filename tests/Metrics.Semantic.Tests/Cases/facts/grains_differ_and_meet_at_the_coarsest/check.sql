select m, max(a), max(b) from (select sold_at::date m, count(*) a, null::numeric b from store.sale_v1 group by 1
 union all select booked_on, null, sum(amount) from store.sale_v1 group by 1) t group by 1
order by 1 nulls last
