using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary>Catalogs as short as a test wants to write them.</summary>
internal static class CatalogFiles
{
    /// <summary>A small shop: orders with a store each, and the stores.</summary>
    public const string Shop =
        """
        semantic_models:
          - name: orders
            model: ref('fct_orders')
            defaults: {agg_time_dimension: ordered_at}
            entities:
              - {name: order, type: primary, expr: order_id}
              - {name: store, type: foreign, expr: store_id}
            dimensions:
              - {name: status, type: categorical}
              - {name: ordered_at, type: time, type_params: {time_granularity: second}}
            measures:
              - {name: amount, agg: sum}
              - {name: order_count, agg: count, expr: order_id}
          - name: stores
            model: ref('dim_store')
            entities: [{name: store, type: primary, expr: store_id}]
            dimensions: [{name: country, type: categorical}]
        metrics:
          - {name: revenue, type: simple, type_params: {measure: amount}}
          - {name: orders, type: simple, type_params: {measure: order_count}}
        """;

    public static CatalogDraft Load(params (string Path, string Text)[] files) =>
        CatalogLoader.Load(
            new CatalogSource(files.Select(f => new CatalogFile(f.Path, f.Path.Split('/')[0], f.Text)).ToEquatableList(), []));

    /// <summary>The shop, and one more file beside it.</summary>
    public static CatalogDraft LoadWithShop(string text, string path = "shop/semantic/more.yml") =>
        Load(("shop/semantic/shop.yml", Shop), (path, text));

    /// <summary>The diagnostics as compilers print them.</summary>
    public static IReadOnlyList<string> Lines(this IEnumerable<Diagnostic> diagnostics) => diagnostics.Select(d => d.ToString()).ToList();
}
