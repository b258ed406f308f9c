select m, max(a), max(b) from (select date_trunc('month', sold_at)::date m, count(*) a, null::bigint b from store.sale_v1 group by 1
 union all select date_trunc('month', paid_at at time zone 'UTC')::date, null, count(*) from store.sale_v1 group by 1) t group by 1
order by 1 nulls last
