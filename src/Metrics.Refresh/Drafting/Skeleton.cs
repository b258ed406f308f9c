namespace Metrics.Refresh.Drafting;

/// <summary>The texts of a project that has no data yet.</summary>
internal static class Skeleton
{
    public static string Sources(string source) =>
        $$"""
        # What is loaded: table `orders` of source `{{source}}` becomes {{source}}__orders. Take the # away, and say your own files.
        # scripts/refresh.sh init --from FOLDER writes all of this for the files of a folder.
        #
        # sources:
        #   - name: {{source}}
        #     path: data                     # below the folder of metrics.yml
        #     tables:
        #       - name: orders               # reads data/orders.csv
        #         key: id                    # tested to be unique and never empty
        #         columns:
        #           - {name: id, type: bigint}
        #           - {name: customer, type: text}
        #           - {name: amount, type: "decimal(12,2)"}
        #           - {name: ordered_on, type: date, format: DD/MM/YYYY}

        """.ReplaceLineEndings("\n");

    public static string Models(string source) =>
        """
        A model is a query in a file of its name, such as `orders.sql`:

        ```sql
        /*
        description: One row an order
        key: id
        */
        select id, customer, amount, ordered_on from {{ source('SOURCE', 'orders') }}
        ```

        """.ReplaceLineEndings("\n").Replace("SOURCE", source, StringComparison.Ordinal);

    public const string Semantic =
        """
        # What can be asked, in dbt's YAML (docs/catalog.md of Metrics). Take the # away.
        #
        # semantic_models:
        #   - name: orders
        #     model: ref('orders')
        #     defaults: {agg_time_dimension: ordered_on}
        #     entities:
        #       - {name: order, type: primary, expr: id}
        #     dimensions:
        #       - {name: customer, type: categorical}
        #       - {name: ordered_on, type: time, type_params: {time_granularity: day}}
        #     measures:
        #       - {name: order_count, agg: count, expr: "1", create_metric: true}
        #       - {name: amount, agg: sum, create_metric: true}
        # saved_queries:
        #   - name: orders_by_month
        #     query_params:
        #       metrics: [order_count, amount]
        #       group_by: ["TimeDimension('metric_time', 'month')"]

        """;

    public static string Readme(string name, string source, string folder) =>
        $$"""
        # {{name}}

        There are no data yet. Either put CSV files into a folder and have the project written for them, in a new folder:

        ```sh
        scripts/refresh.sh init {{folder}}-2 --from /folder/of/csv
        ```

        or say by hand

        1. what is loaded, in `{{source}}/sources.yml`,
        2. which tables are made of it, in `{{source}}/models/gold/`,
        3. what can be asked, in `{{source}}/semantic/metrics.yml`;

        each has an example in it. `scripts/refresh.sh validate --data --project {{folder}}` says what is wrong, and

        ```sh
        ./run.sh {{folder}}
        ```

        starts everything.

        """.ReplaceLineEndings("\n");
}
