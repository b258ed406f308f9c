select shop_id, nullif(sum(weight), 'NaN') from store.sale_v1 group by 1
order by 2 desc nulls last, 1 nulls last
