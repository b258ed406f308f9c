using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Requests;

namespace Metrics.Semantic.Tests.Policies;

/// <summary>Two models over one table, another beside it, and every way to get at a column: for policies that are put into them.</summary>
internal static class PolicyShop
{
    public const string Tables =
        """
        create table store.sales_v1 (sale_id int primary key, product_sku text, store_id int, country text, amount numeric(12,2),
          divisor int, sold_at date);
        insert into store.sales_v1 values
          (1, 'A-1', 1, 'ES', 10.00, 2, '2026-01-05'), (2, 'A-1', 1, 'ES', 20.00, 4, '2026-02-05'),
          (3, 'B-2', 2, 'FR', 40.00, 5, '2026-01-20'),
          (4, 'C-3', 2, 'FR', 80.00, 0, '2026-03-01'), (5, 'D-4', 3, 'DE', 160.00, 1, '2026-03-02');
        create table store.stores_v1 (store_id int primary key, name text, region text);
        insert into store.stores_v1 values (1, 'Sol', 'south'), (2, 'Nord', 'north'), (3, 'Mitte', 'north');
        create table store.products_v1 (sku text primary key, category text);
        insert into store.products_v1 values ('A-1', 'books'), ('B-2', 'books'), ('C-3', 'toys'), ('D-4', 'toys');
        """;

    /// <summary>The catalog with policies in the first model, and perhaps in the second over the same table.</summary>
    public static string Yaml(string? policies, string? second = null, string? stores = null) =>
        $$$"""
        semantic_models:
          - name: sales
            model: ref('sales')
            defaults: {agg_time_dimension: sold_at}
            {{{Config(policies)}}}
            entities:
              - {name: sale, type: primary, expr: sale_id}
              - {name: product, type: foreign, expr: product_sku}
              - {name: store, type: foreign, expr: store_id}
            dimensions:
              - {name: country, type: categorical}
              - {name: product_sku, type: categorical}
              - {name: sku_upper, type: categorical, expr: upper(product_sku)}
              - {name: sku_quoted, type: categorical, expr: '"product_sku"'}
              - {name: sku_shouted, type: categorical, expr: sales.PRODUCT_SKU}
              - {name: sku_cast, type: categorical, expr: "(product_sku)::text"}
              - {name: row_text, type: categorical, expr: "(sales)::text"}
              - {name: row_json, type: categorical, expr: row_to_json(sales)::text}
              - {name: row_star, type: categorical, expr: "row(sales.*)::text"}
              - {name: sku_called, type: categorical, expr: product_sku(sales)}
              - {name: sku_elsewhere, type: categorical, expr: (select max(s.product_sku) from store.sales_v1 s)}
              - {name: size, type: categorical, expr: "case when amount > 50 then 'big' else 'small' end"}
              - {name: size_shown, type: categorical, expr: "'it is ' || (case when amount > 50 then 'big' else 'small' end)"}
              - {name: share, type: categorical, expr: amount / divisor}
              - {name: sold_at, type: time, type_params: {time_granularity: day}}
            measures:
              - {name: amount_sum, agg: sum, expr: amount, create_metric: true}
              - {name: sales_count, agg: sum, expr: "1", create_metric: true}
              - {name: last_sku, agg: max, expr: product_sku, create_metric: true}
              - {name: skus, agg: count_distinct, expr: upper(product_sku), create_metric: true}
          - name: ledger
            model: ref('sales')
            {{{Config(second)}}}
            entities:
              - {name: entry, type: primary, expr: sale_id}
              - {name: article, type: foreign, expr: product_sku}
            dimensions:
              - {name: land, type: categorical, expr: country}
              - {name: code, type: categorical, expr: lower("product_sku")}
            measures:
              - {name: ledger_amount, agg: sum, expr: amount, create_metric: true}
              - {name: ledger_count, agg: sum, expr: "1", create_metric: true}
              - {name: ledger_codes, agg: count, expr: "nullif(product_sku, '')", create_metric: true}
          - name: stores
            model: ref('stores')
            {{{Config(stores)}}}
            entities: [{name: store, type: primary, expr: store_id}]
            dimensions: [{name: name, type: categorical}, {name: region, type: categorical}]
            measures: [{name: store_count, agg: sum, expr: "1", create_metric: true}]
          - name: products
            model: ref('products')
            entities: [{name: product, type: primary, expr: sku}]
            dimensions: [{name: category, type: categorical}]
            measures: [{name: product_count, agg: sum, expr: "1", create_metric: true}]
        metrics:
          - {name: skus_per_sale, type: ratio, type_params: {numerator: skus, denominator: sales_count} }
          - {name: skus_doubled, type: derived,
            type_params: {expr: 2 * share_of_skus, metrics: [{name: skus_per_sale, alias: share_of_skus}]} }
          - {name: average_amount, type: ratio, type_params: {numerator: amount_sum, denominator: sales_count} }
        saved_queries:
          - {name: by_sku, query_params: {metrics: [amount_sum], group_by: ["Dimension('sale__sku_upper')"]} }
          - {name: by_country, query_params: {metrics: [amount_sum], group_by: ["Dimension('sale__country')"]} }
        """;

    /// <summary>Whom no policy but those for roles lets through.</summary>
    public static Principal Somebody(AccessScopes scopes = AccessScopes.Query, string[]? roles = null,
        params (string Name, string[] Values)[] attributes) => new(
        "k", "somebody", scopes, (roles ?? []).ToEquatableList(),
            attributes.Select(a => new PrincipalAttribute(a.Name, a.Values.ToEquatableList())).ToEquatableList());

    public static Principal From(params string[] countries) => Somebody(attributes: ("countries", countries));

    public static Task<SemanticBed> OpenAsync(string? policies, string? second = null, string? stores = null) =>
        SemanticBed.StartAsync(Tables, Yaml(policies, second, stores));

    public static async Task<string[]> RowsAsync(this SemanticBed bed, Principal principal, string json)
    {
        var outcome = await bed.Layer.AnswerAsync(bed.Layer.Take(principal), SemanticBed.Read(json), [], AnswerLimits.Default, default);
        Assert.True(outcome.Succeeded(out var answer), outcome.Diagnostics.ToString());
        return Cells.Of(answer.Table).Select(r => string.Join(" | ", r)).ToArray();
    }

    public static async Task<EquatableList<Diagnostic>> RefusalAsync(this SemanticBed bed, Principal principal, string json)
    {
        var outcome = await bed.Layer.AnswerAsync(bed.Layer.Take(principal), SemanticBed.Read(json), [], AnswerLimits.Default, default);
        Assert.False(outcome.Succeeded(out _), $"this should have been refused: {json}");
        return outcome.Diagnostics;
    }

    public static async Task<Explanation> ExplainAsync(this SemanticBed bed, Principal principal, string json)
    {
        var outcome = await bed.Layer.ExplainAsync(bed.Layer.Take(principal), SemanticBed.Read(json), [], AnswerLimits.Default, default);
        Assert.True(outcome.Succeeded(out var explanation), outcome.Diagnostics.ToString());
        return explanation;
    }

    public static CatalogDraft Load(string yaml, params (string Path, string Text)[] more) => CatalogLoader.Load(new CatalogSource(
        more.Prepend(("shop/semantic/shop.yml", yaml)).Select(f => new CatalogFile(f.Item1, "shop", f.Item2)).ToEquatableList(), []));

    /// <summary>Why a condition is not taken, by its reader or later.</summary>
    public static async Task<EquatableList<Diagnostic>> RefusalOrReading(this SemanticBed bed, Principal principal, string where)
    {
        var json = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { metrics = (string[])["amount_sum"],
            where = (string[])[where] });
        var read = Metrics.Semantic.Requests.QueryJson.Read(json, SemanticBed.Now);
        return read.Succeeded(out _) ? await bed.RefusalAsync(principal, System.Text.Encoding.UTF8.GetString(json)) : read.Diagnostics;
    }

    private static string Config(string? policies) => policies is null ? "" : "config: {meta: {metrics: {policies: " + policies + "}}}";
}
