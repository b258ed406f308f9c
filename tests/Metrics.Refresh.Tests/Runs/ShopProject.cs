namespace Metrics.Refresh.Tests.Runs;

/// <summary>A small project with every kind of table: two sources, a seed, an ephemeral model, a view and two tables.</summary>
internal static class ShopProject
{
    public const string Orders = "id,store_id,amount,status\n1,1,10.50,paid\n2,1,4.50,paid\n3,2,7.00,refused\n4,,1.00,paid\n";

    public static RefreshBed Write(RefreshBed bed) => bed
        .Write("metrics.yml", "name: shop\nvars: {paid: paid}\n")
        .Write("data/orders.csv", Orders)
        .Write("data/stores.csv", "id,name\n1,North\n2,South\n")
        .Write("shop/sources.yml", """
            sources:
              - name: shop
                path: data
                tables:
                  - name: orders
                    key: id
                    columns:
                      - {name: id, type: bigint, required: true}
                      - {name: store_id, type: bigint}
                      - {name: amount, type: "decimal(12,2)", required: true}
                      - {name: status, type: text}
                  - name: stores
                    key: id
                    columns: [{name: id, type: bigint}, {name: name, type: text}]
            """)
        .Write(
            "shop/seeds/seeds.yml",
            "seeds: [{name: regions, key: store, columns: [{name: store, type: text}, {name: region, type: text}]}]")
        .Write("shop/seeds/regions.csv", "store,region\nNorth,Up\nSouth,Down\n")
        .Write(
            "shop/models/silver/paid_orders.sql",
            "/* materialization: ephemeral */ select * from {{ source('shop', 'orders') }} where status = '{{ var('paid') }}'")
        .Write("shop/models/silver/store_regions.sql", """
            /*
            materialization: view
            key: id
            */
            select s.id, s.name, r.region from {{ source('shop', 'stores') }} as s left join {{ ref('regions') }} as r on r.store = s.name
            """)
        .Write("shop/models/gold/fct_orders.sql", """
            /*
            key: id
            indexes: [store_id, [status, amount]]
            tests:
              - relationships: {column: store_id, to: store_regions, field: id}
            */
            select o.id, o.store_id, o.amount, o.status, r.region
            from {{ ref('paid_orders') }} as o left join {{ ref('store_regions') }} as r on r.id = o.store_id
            """)
        .Write("shop/models/gold/sales.sql", """
            /*
            key: region
            */
            select coalesce(region, 'unknown') as region, sum(amount)::numeric(14,2) as amount from {{ ref('fct_orders') }} group by 1
            """);
}
