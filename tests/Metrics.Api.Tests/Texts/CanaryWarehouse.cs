using Metrics.Api.Tests.Warehouses;

namespace Metrics.Api.Tests.Texts;

/// <summary>
/// A warehouse with many failures, in which everything that a policy hides from most callers has a unique name or value. An answer that
/// contains one of them shows text from data, from the project's files or from the engine.
/// </summary>
public sealed class CanaryWarehouse : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);
    private readonly RefreshedWarehouse _warehouse = new();

    public CanaryWarehouse()
    {
        Definitions();
        Data(good: true);
        // One policy names what is not there, so its model is left out.
        Assert.True(_warehouse.Refresh() == 3, _warehouse.LastOutput);
        Data(good: false);
        _warehouse.Write("vault/semantic/zanzibar_file.yml",
            "metrics:\n  - {name: visits_total, type: simple, type_params: {measure: zanzibar_nothing}}\n");
        Assert.NotEqual(0, _warehouse.Refresh());
        Output = _warehouse.LastOutput;
        Held = Key("--attribute", "countries=Norland", "--scopes", "query,catalog,run");
        Free = Key("--role", "boss", "--scopes", "query,catalog,run");
        Admin = Key("--role", "boss", "--scopes", "query,catalog,run,admin");
    }

    /// <summary>What each trouble would be recognised by.</summary>
    public static IReadOnlyList<string> Canaries { get; } =
    [
        "zanzibar_cast", "zanzibar_email", "zanzibar_margin", "zanzibar_golden", "zanzibarland", "987654", "zanzibar_header",
            "zanzibar_reject", "zanzibar_folder",
        "zanzibar_named", "zanzibar_file", "zanzibarMargin",
    ];

    public string ConnectionString => _warehouse.ApiConnectionString;

    public string ApiRole => _warehouse.ApiRole;

    /// <summary>What the operator saw of the bad day.</summary>
    public string Output { get; }

    /// <summary>Sees one country, and neither e-mail addresses nor the margin.</summary>
    public string Held { get; }

    /// <summary>No policy holds it.</summary>
    public string Free { get; }

    public string Admin { get; }

    public void Dispose() => _warehouse.Dispose();

    private void Definitions()
    {
        _warehouse.Write("vault/sources.yml",
            """
            sources:
              - name: vault
                path: zanzibar_folder
                tables:
                  - {name: sales, key: id, columns: [{name: id, type: bigint, required: true}, {name: country, type: text}, {name: amount,
                      type: "decimal(12,2)"}, {name: code, type: text}]}
                  - {name: people, key: id, columns: [{name: id, type: bigint, required: true}, {name: country, type: text},
                      {name: zanzibar_email, type: text}], tests: [{unique: zanzibar_email}]}
                  - {name: visits, key: id, columns: [{name: id, type: bigint, required: true}, {name: amount, type: "decimal(12,2)"}],
                      max_rejected: 0}
                  - {name: returns, key: id, columns: [{name: id, type: bigint, required: true}, {name: amount, type: "decimal(12,2)"}],
                      on_surplus: error}
                  - {name: rents, key: id, columns: [{name: id, type: bigint, required: true}, {name: amount, type: "decimal(12,2)"}],
                      tests: [{row_count: {at_least: 2}, name: zanzibar_named}]}
            """);
        foreach (var name in (string[])["visits", "returns", "rents"])
            _warehouse.Write($"vault/models/gold/fct_{name}.sql",
                $"/* key: id */ select id, amount from {"{{"} source('vault', '{name}') {"}}"}");
        _warehouse.Write("vault/models/gold/fct_sales.sql",
            "/* key: id */ select id, country, amount, (amount / 2)::numeric(12,2) as margin from {{ source('vault', 'sales') }}");
        _warehouse.Write("vault/models/gold/fct_codes.sql",
            "/* key: id */ select id, code::int as code from {{ source('vault', 'sales') }}");
        _warehouse.Write("vault/models/gold/dim_people.sql",
            "/* key: id */ select id, country, zanzibar_email from {{ source('vault', 'people') }}");
        _warehouse.Write("vault/semantic/vault.yml",
            """
            semantic_models:
              - name: sales
                model: ref('fct_sales')
                config: {meta: {metrics: {policies: [{unless: {role: boss}, rows: "sale__country in {{ principal.countries }}",
                    hide: [zanzibar_margin]}]}}}
                entities: [{name: sale, type: primary, expr: id}]
                dimensions: [{name: country, type: categorical}]
                measures: [{name: sales_sum, agg: sum, expr: amount}, {name: margin_sum, agg: sum, expr: margin}]
              - name: people
                model: ref('dim_people')
                config: {meta: {metrics: {policies: [{unless: {role: boss}, rows: "person__country in {{ principal.countries }}",
                    mask: [contact]}]}}}
                entities: [{name: person, type: primary, expr: id}]
                dimensions: [{name: contact, type: categorical, expr: zanzibar_email}, {name: country, type: categorical}]
                measures: [{name: people_count, agg: count, expr: id}]
            metrics:
              - {name: sales_total, label: Sales, type: simple, type_params: {measure: sales_sum}}
              - {name: zanzibar_margin, label: Margin, type: simple, type_params: {measure: margin_sum}}
              - {name: people_total, label: People, type: simple, type_params: {measure: people_count}}
            saved_queries:
              - {name: sales_now, query_params: {metrics: [sales_total]}}
            """);
        _warehouse.Write("vault/semantic/closed.yml",
            string.Join('\n', ((string[])["returns", "rents"]).Select(Plain).Prepend("semantic_models:"))
            + "\nmetrics:\n  - {name: returns_total, type: simple, type_params: {measure: returns_sum}}\n  - {name: rents_total, type: "
            + "simple, type_params: {measure: rents_sum}}\n");
        _warehouse.Write("vault/semantic/zanzibar_file.yml",
            $"semantic_models:\n{Plain("visits")}\nmetrics:\n  - {{name: visits_total, type: simple, type_params: {{measure: "
            + $"visits_sum}}}}\n");
        _warehouse.Write("vault/tests/golden.yml",
            """
            golden:
              - {name: zanzibar_golden, metric: zanzibar_margin, expect: 25, where: ["sale__country = 'Zanzibarland'"]}
              - {name: zanzibar_golden_too, metric: sales_total, expect: 100, severity: warn}
            """);
    }

    // The same rows for everybody but those whom a policy holds: whoever is held sees nothing of these tables.
    private static string Plain(string name) => $$$$"""
          - name: {{{{name}}}}
            model: ref('fct_{{{{name}}}}')
            config: {meta: {metrics: {policies: [{unless: {role: boss}, rows: "{{{{name}}}}__part in {{ principal.parts }}"}]}}}
            entities: [{name: {{{{name}}}}, type: primary, expr: id}]
            dimensions: [{name: part, type: categorical, expr: "amount::text"}]
            measures: [{name: {{{{name}}}}_sum, agg: sum, expr: amount}]
        """;

    private void Data(bool good)
    {
        var first = "1,Norland,50.00,7\n";
        Csv("sales", "id,country,amount,code", first + (good ? "2,Zanzibarland,50.00,8\n" : "2,Zanzibarland,1975308.64,zanzibar_cast\n"));
        Csv("people", "id,country,zanzibar_email", good ? "1,Norland,a@x\n2,Zanzibarland,b@x\n" : "1,Norland,a@x\n2,Zanzibarland,a@x\n");
        Csv("visits", "id,amount", good ? "1,10.00\n" : "1,zanzibar_reject\n");
        Csv("returns", good ? "id,amount" : "id,amount,zanzibar_header", good ? "1,10.00\n" : "1,10.00,1\n");
        Csv("rents", "id,amount", good ? "1,10.00\n2,10.00\n" : "1,10.00\n");
    }

    private void Csv(string name, string header, string rows) => _warehouse.Write($"zanzibar_folder/{name}.csv", $"{header}\n{rows}");

    private string Key(params string[] arguments)
    {
        var (code, output, errors) = RefreshCommand.Run(
            _warehouse.Folder,
            new Dictionary<string, string> { ["ConnectionStrings__Warehouse"] = _warehouse.ConnectionString },
            _limit, ["keys", "create", "--name", "test", "--requests-per-second", "100000", .. arguments]);
        Assert.True(code == 0, output + errors);
        return output.Trim();
    }
}
