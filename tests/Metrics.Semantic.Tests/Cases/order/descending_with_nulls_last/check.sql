select h.name, count(*) from store.sale_v1 s left join store.shop_v1 h using (shop_id) group by 1
order by h.name collate "C" desc nulls last
