select l.colour, b.maker, count(*) from store.sale_v1 left join store.label_v1 l using (product) left join store.brand_v1 b using (product) group by 1, 2
