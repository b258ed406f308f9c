select date_trunc('hour', paid_at, 'Asia/Kolkata'), count(*) from store.sale_v1 group by 1
order by 1 nulls last
