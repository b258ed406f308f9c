select h.country, count(*), sum(s.amount) from store.sale_v1 s left join store.shop_v1 h on h.shop_id = s.shop_id group by 1
order by h.country collate "C" nulls last
