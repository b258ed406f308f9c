select date_trunc('second', paid_at, 'Asia/Kolkata'), count(*) from store.sale_v1 group by 1
order by 1 nulls last
