namespace Metrics.Semantic.Tests.Resolution;

/// <summary>One fact and one dimension, for tests that change things.</summary>
internal static class ShopBed
{
    public const string Tables =
        """
        create table store.shop_v1 (shop_id int primary key, name text, opened timestamp, until date, tags json, mood text);
        insert into store.shop_v1
        select n, chr(64 + n), timestamp '2026-01-01 23:30' + n * interval '1 day',
          case when n < 3 then date '9999-12-31' else date '2026-01-01' end, '{}', 'a''b'
        from generate_series(1, 9) n;
        create table store.sale_v1 (sale_id int primary key, shop_id int, amount numeric(10,2), at timestamp);
        insert into store.sale_v1
        select n, nullif(n % 11, 10), n % 4, timestamp '2026-01-01' + n * interval '100 milliseconds' from generate_series(1, 100) n;
        """;

    public const string Yaml =
        """
        semantic_models:
          - name: shops
            model: ref('shop')
            config: {meta: {metrics: {time_zone: America/New_York}}}
            entities: [{name: shop, type: primary, expr: shop_id}]
            dimensions:
              - {name: name, type: categorical, description: What it says over the door}
              - {name: tags, type: categorical}
              - {name: mood, type: categorical}
              - {name: until, type: time, type_params: {time_granularity: day}}
              - {name: opened_on, type: time, expr: opened, type_params: {time_granularity: day}}
              - {name: opened_at, type: time, expr: opened, type_params: {time_granularity: second}}
          - name: sales
            model: ref('sale')
            defaults: {agg_time_dimension: at}
            entities: [{name: sale, type: primary, expr: sale_id}, {name: shop, type: foreign, expr: shop_id}]
            dimensions: [{name: at, type: time, type_params: {time_granularity: second}}]
            measures: [{name: sale_count, agg: count, expr: "1"}, {name: amount, agg: sum}, {name: mean, agg: average, expr: amount},
              {name: last, agg: max, expr: at}]
        metrics:
          - {name: sales, type: simple, description: How many, type_params: {measure: sale_count}}
          - {name: amount, type: simple, type_params: {measure: amount}}
          - {name: mean_amount, type: simple, type_params: {measure: mean}}
          - {name: last_at, type: simple, type_params: {measure: last}}
          - {name: filled_last, type: simple, type_params: {measure: {name: last, fill_nulls_with: 0}}}
          - {name: after_last, type: derived, type_params: {expr: last_at + 1, metrics: [last_at]}}
          - {name: two, type: derived, type_params: {expr: 1 + 1, metrics: []}}
          - {name: twice, type: derived, type_params: {expr: sales, metrics: [sales, {name: sales, filter: "{{ Entity('shop') }} = 1"}]}}
        """;

    public static Task<SemanticBed> StartAsync() => SemanticBed.StartAsync(Tables, Yaml);
}
