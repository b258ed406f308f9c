select kind, days, date_trunc('year', h.opened::timestamp)::date, count(*) from store.tap_v1 left join store.shop_v1 h using (shop_id) group by 1,2,3
