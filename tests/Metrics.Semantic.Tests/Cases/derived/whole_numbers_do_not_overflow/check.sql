select 10000000000::numeric * sum(quantity) * sum(quantity), sum(quantity::numeric * quantity) from store.sale_v1
