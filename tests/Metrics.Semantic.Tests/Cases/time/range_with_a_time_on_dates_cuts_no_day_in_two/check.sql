select sum(amount) from store.sale_v1 where booked_on >= '2026-01-02' and booked_on <= '2026-03-29'
