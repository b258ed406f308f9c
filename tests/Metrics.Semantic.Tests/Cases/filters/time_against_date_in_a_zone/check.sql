select count(*) from store.sale_v1 s left join store.shop_v1 h using (shop_id) where (paid_at at time zone 'America/New_York')::date <> booked_on
