select (select count(*) from store.sale_v1), (select count(*) from store.nothing_v1), (select sum(amount) from store.nothing_v1), (select sum(refunded) from store.refund_v1)
