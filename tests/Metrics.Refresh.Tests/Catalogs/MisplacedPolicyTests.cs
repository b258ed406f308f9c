using System.Diagnostics;
using System.Text;
using Metrics.Answering.Catalogs;
using Metrics.Refresh.Rollbacks;
using Metrics.Refresh.Tests.Runs;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Refresh.Tests.Catalogs;

/// <summary>
/// A policy that was written at a place where nothing reads it, or over a table that does not exist, closes the tables that it may be meant
/// for: in what a run publishes and in a folder that is served. Most of these files are new, so no text of theirs was ever in force.
/// </summary>
public sealed class MisplacedPolicyTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const string Catalog =
        """
        semantic_models:
          - name: orders
            model: ref('fct_orders')
            entities: [{name: order, type: primary, expr: id}]
            dimensions: [{name: status, type: categorical}]
            measures: [{name: amount, agg: sum}]
          - name: sums
            model: ref('sales')
            primary_entity: sum
            measures: [{name: total, expr: amount, agg: sum, create_metric: true}]
        metrics:
          - {name: revenue, type: simple, type_params: {measure: amount}}
        """;

    private const string Hide = "config: {meta: {metrics: {policies: [{hide: [held__status]}]}}}";

    private const string Rest =
        "entities: [{name: held, type: primary, expr: id}], dimensions: [{name: status, type: categorical}]";

    private const string Of = "shop/semantic/held.yml";

    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed()).Write("shop/semantic/orders.yml", Catalog);
    private readonly NpgsqlDataSource _data;

    public MisplacedPolicyTests() => _data = NpgsqlDataSource.Create(_bed.ConnectionString);

    /// <summary>Paths and texts of files that close the table of revenue, and not that of total.</summary>
    public static TheoryData<string, string> OfOrders => new()
    {
        { "shop/semantic/held.yml", Held("ref('fct_order')") },
        { "shop/semantic/held.yml", Held("ref('FCT_ORDERS')") },
        { "shop/semantic/held.yml", Held("ref('fct_orders', v=2)") },
        { "shop/semantic/held.yml", Held("ref('fct_orders', 'shop')") },
        // No name is near, but only the right table has what is hidden.
        { "shop/semantic/held.yml", Held("ref('bills')") },
        { "shop/semantic/held.yml", Held("ref('bills')").Replace("hide: [held__status]", "rows: \"held__status = 'paid'\"") },
        { "shop/semantic/held.yml", Held("ref('bills')").Replace("held__status]", "hidden_sum]").Replace(
            Rest, Rest + ", measures: [{name: hidden_sum, agg: max, expr: lower(status)}]") },
        { "shop/semantic/held.yml", Held("ref('fct_order')").Replace(Hide, "config: {enabled: false, meta: {metrics: {polices: [a]}}}") },
        { "shop/semantic/more.yml", "metrics: [{name: income, type: simple, type_params: {measure: amount}, "
            + Hide.Replace("held__", "order__") + "}]" },
        { "shop/semantic/more.yml", "metrics: [{name: income, type: simple, type_params: {measure: amount}, hide: [order__status]}]" },
        { "shop/semantic/more.yml", "metrics: [{name: income, type: simpel, type_params: {measure: amount}, policies: [{hide: x}]}]" },
        { "shop/semantic/more.yml", "saved_queries: [{name: paid, query_params: {metrics: [revenue]}, " + Hide + "}]" },
        { "shop/semantic/more.yml", "saved_queries: [{name: paid, query_params: {metrics: [revenue]}, masks: [order__status]}]" },
        { "shop/semantic/more.yml", "hide: [order__status]\nmetrics: [{name: income, type: simple, type_params: {measure: amount}}]" },
        { "shop/semantic/more.yml", "x-p: &p [{unless: {role: boss}, hide: [order__status]}]\n# of orders" },
        { "shop/semantic/more.yml", "anchors: [&p {rows: \"order__status = 'paid'\"}]\n# of orders" },
        { "shop/policies.yml", "policies: [{model: orders, hide: [order__status]}]" },
        { "policies.yaml", "policies: [{table: fct_orders, mask: [status]}]" },
        { "shop/models/gold/schema.yml", "models: [{name: fct_orders, " + Hide + "}]" },
        { "shop/semantics/orders.yml", Held("ref('fct_orders')") },
        { "shop/semantic/orders.yml.bak", Catalog.Replace("type: primary, expr: id}]", "type: primary, expr: id}]\n    " + Hide)
            .Replace("sales", "stores").Replace("sums", "others").Replace("total", "all_of_them") },
        { "shop/semantic/orders.txt", "model orders\n  policies: [{hide: status}]\n  : {" },
        { "shop/policies.yml", "- {model: orders, hide: [order__status]}" },
        { "shop/policies.yml", "policies: [{hide: [order__status]}]" },
        { "shop/semantic/more.yml", "x-rules: [{model: orders, hide: [order__status]}]" },
        { "shop/semantic/more.yml", "semantic_modles: [{name: orders, config: {meta: {metrics: {time_zone: UTC, mask: [status]}}}}]" },
        { "shop/semantic/held.yml", Held("ref('paid_orders')") },
        { "shop/semantic/held.yml", Held("ref('bills')").Replace("held__status]", "hidden_count, held__status]").Replace(
            Rest, Rest + ", measures: [{name: hidden_count, agg: sum, expr: \"1\"}]") },
        { "shop/policies.yml", "policies: [{unless: {role: admin}, hide: [status]}]" },
        { "shop/access.yml", "rules: [{name: orders, description: secret, unless: {role: admin}, hide: [status]}]" },
        { "shop/semantic/policies.yml", "policies: [{rows: \"{{ Dimension('order__status') }} = 'paid'\"}]" },
        { "shop/models/gold/fin/eu/schema.yml",
            "models: [{name: FCT_ORDERS, columns: [{name: status, meta: {metrics: {secret: true}}}]}]" },
        { "shop/semantic/policies.yml", "policies: [{unless: {role: admin}, hide: [order__status]}]" },
        { "shop/semantic/more.yml", "models: [{name: fct_order, config: {meta: {metrics: {policies: [{hide: [status]}]}}}}]" },
        { "shop/semantic/more.yml",
            "semantic_models: [{name: more, model: ref('fct_orders'), config: \"{meta: {metrics: {policies: [{hide: [status]}]}}}\"}]" },
        { "shop/policies.yml", "- {table: fct_orders, column: status, hide: true}" },
        { "policies/fct_orders.yml", "unless: {role: boss}\nhide: [status]" },
        // The same in whatever words, at whatever place of the definition.
        { Of, Settings("{meta: {access: [{unless: {role: admin}, hide: [held__status]}]}}") },
        { Of, Settings("{meta: {unless: {role: admin}, hide: [held__status]}}") },
        { Of, Settings("{metrics: {hide: [held__status]}}") },
        { Of, Settings("{meta: {metric: {hide: [held__status]}}}") },
        { Of, Settings("{+meta: {metrics: {mask: [held__status]}}}") },
        { Of, Settings("{meta: {policies: \"status = 'paid'\"}}") },
        { Of, Settings("{meta: {policies: [held__status]}}") },
        { Of, Settings("{meta: {row_policy: \"status = 'paid'\"}}") },
        { Of, Settings("{meta: {row_policy: {filter: \"status = 'paid'\"}}}") },
        { Of, Settings("{meta: {accessPolicies: [{role: analyst, filter: \"status = 'paid'\"}]}}") },
        { Of, Settings("{meta: {policies: [{deny: [analyst], columns: [status]}]}}") },
        { Of, Settings("{meta.metrics.policies: [{mask: [held__status]}]}") },
        { Of, Settings("{meta.metrics.policies: [{rows: \"{{ Dimension('held__status') }} = 'paid'\"}]}") },
        { Of, Settings("{meta: {metrics: [{hide: [held__status]}]}}") },
        { Of, Settings("!include orders_policies.yml") },
        { Of, Settings("{meta: {metrics: !include policies.yml}}") },
        { Of, Held("ref('fct_orders')").Replace(Hide, "meta: {}")
            .Replace("type: categorical", "type: categorical, config: {meta: {metrics: {mask: {type: hash}}}}") },
        { Of, Held("ref('fct_orders')").Replace(Hide, "meta: {}").Replace("type: categorical", "type: categorical, meta: {hide: true}") },
        { Of, "models: [{name: fct_orders, config: {meta: {access: [{unless: {role: admin}, hide: [status]}]}}}]" },
        { Of, Settings("{meta: {owner: x}}, meta: !include policies.yml") },
        { Of, Settings("{+meta: !include policies.yml}") },
        { Of, Settings("{meta: {access: {hide: held__status}}}") },
        { Of, Settings("{policies: [{roles: [analyst], columns: [held__statsu]}]}") },
        { Of, Settings("{meta: {policies: [{where: not is_test}]}}") },
        { Of, "x-p: &p [{unless: {role: admin}, hide: [dim__city]}]\nsemantic_models: [{name: dim, model: ref('regions'), "
            + "entities: [{name: dim, type: primary, expr: store}], dimensions: [{name: city, type: categorical, expr: region}], "
            + "config: {meta: {metrics: {policies: *p}}}}, "
            + "{name: bills, model: ref('fct_orders'), primary_entity: b, config: {meta: {access: *p}}}]" },
        { "shop/access.yml", "- {model: orders, rows: \"region_code = 'EU'\"}" },
        { "shop/policies.yml", "policies: [{semantic_model: orders, mask: order__status}]" },
        { "shop/semantic/p.yml", "policies: [\"orders: order__status = 'paid'\"]" },
        { "shop/semantic/p.yml", "row_level_security: [{model: orders, filter: \"status = 'paid'\"}]" },
        { "shop/semantic/data/p.yml.off", "policies: [{table: fct_orders, hide: status}]" },
        { "shop/policies.yml", "policies: [{model: orders, filter: \"order__status = 'paid'\"}]" },
        { "shop/sources.yaml", "tables: [{name: fct_orders, row_policies: [{rows: \"status = 'paid'\"}]}]" },
        // Texts where definitions should be.
        { Of, "--- |\n  " + Held("ref('fct_orders')").Replace("\n", "\n  ") },
        { Of, "semantic_models: |\n  - {name: held, model: ref('fct_orders'),\n  policies: [{hide: [held__status]}]}" },
        { Of, "semantic_models:\n- |\n  name: held\n  model: ref('fct_orders')\n  policies: [{hide: [held__status]}]" },
        { Of, Held("ref('fct_orders')").Replace("semantic_models:", "unit_tests:") },
    };

    /// <summary>Files that may look like it and close nothing.</summary>
    public static TheoryData<string, string> OfNothing => new()
    {
        { "shop/semantic/more.yml", "x-policies: &p [{hide: [held__status]}]\n" + Held("ref('regions')").Replace("hide: [held__status]", "")
            .Replace("[{}]", "*p").Replace("expr: id", "expr: store").Replace("{name: status,", "{name: status, expr: region,") },
        { "shop/semantic/more.yml", "unit_tests: [{name: a, model: fct_orders, given: [{rows: [{policies: {hide: a}, hide: b}]}]}]" },
        { "shop/semantic/more.yml", "x-base: &b {hide: [held__status]}\n" + Held("ref('regions')")
            .Replace("[{hide: [held__status]}]", "[{<<: *b, mask: [held]}]").Replace("expr: id", "expr: store")
            .Replace("{name: status,", "{name: status, expr: region,") },
        { "shop/semantic/orders.yml~", "semantic_models: [{name: orders, " + Hide + "}]" },
        { "shop/chart.yml", "{{- if .Values.orders }}\nimagePullPolicy: Always\nretention_policy: {rows: '3'}\n{{- end }}\n" },
        { "shop/semantic/orders.yml.bak", Catalog },
        { "dags.yml", "orders: {policies: {tasks: [load_orders], publish: [a]}}" },
        { "hpa.yaml", "{{- if .Values.on }}\nname: orders\nbehavior: {scaleDown: {policies: [{type: Percent, value: 10}]}}\n{{- end }}" },
        { "texts.yml", "en: {orders: Orders, buttons: {name: Name, hide: Hide, mask: Mask}}" },
        { "look.yml", "orders: {fields: [{name: status, hide: yes}], layout: [{name: total, hide: [mobile]}]}" },
        { "de.yml", "orders: {policy: {title: Richtlinie, rows: Zeilen, hide: Ausblenden}}" },
        { "openapi.yaml", "schemas: {orders: {properties: {policies: {type: array, mask: {type: string}, hide: {type: string}}}}}" },
        { "opa.yml", "policies: [{name: orders-read, unless: [admin], description: orders}, {name: orders, rows: path in orders}]" },
        { "bucket.yml", "policies: [{name: orders, public: [read], rows: 5, mask: '*.csv'}]" },
        { Of, Settings("{meta: {policy: {name: status, description: insurance policies in Europe, roles: [owner]}}}") },
        // A model that was retired together with its table.
        { Of, Held("ref('bills')").Replace(Hide, "config: {enabled: false, meta: {metrics: {policies: [{hide: [held__status]}]}}}") },
        { Of, Settings("{meta: {data_policy: {contact: Ana <ana@shop.test>}, policy: 'https://wiki/x?page=12'}}") },
        { Of, Settings("{meta: {access_policy: read -> approve, metabase.hide: true, policy_note: '{{ env_var(x) }}'}}") },
        { Of, Settings("{meta: {policies: [gdpr, {name: pii, action: review}], policy: {condition: none}}}") },
        { Of, Settings("{meta: {layout: {hidden: true, rows: 3}}}").Replace("type: categorical",
            "type: categorical, config: {meta: {metrics: {visible: true, private: false}}}") },
        { "api.yml", "orders: {Policy: {properties: {rows: {type: integer}, hide: {type: boolean}}}}" },
        { "shop/semantic/more.yml", "x-policies: {a: &a [{hide: [held__status]}]}\n" + Held("ref('regions')")
            .Replace("[{hide: [held__status]}]", "*a").Replace("expr: id", "expr: store")
            .Replace("{name: status,", "{name: status, expr: region,") },
        { "shop/semantic/more.yml", "x-hide-status: &a {unless: {role: admin}}\n" + Held("ref('regions')")
            .Replace("[{hide: [held__status]}]", "[{<<: *a, hide: [held__status]}]").Replace("expr: id", "expr: store")
            .Replace("{name: status,", "{name: status, expr: region,") },
        { "compose.yml", "services: {orders: {deploy: {restart_policy: {condition: any}, update_policy: {public: 'yes'}}}}" },
        { "shop/lifecycle.yml", "fct_orders: {retention_policy: {rows: '30 days'}, masking_policy: {mask: x}, "
            + "cancellation_policy: {public: text}}" },
        { "shop/others.yml", "policies: [{hide: [something]}]" },
        { "shop/semantic/README.md", "Write `policies: [{hide: [order__status]}]` of orders." },
    };

    public void Dispose()
    {
        _data.Dispose();
        _bed.Dispose();
    }

    [Theory]
    [MemberData(nameof(OfOrders))]
    public Task Policies_that_are_not_in_force_anywhere_close_what_they_may_be_meant_for(string path, string text) =>
        BothDoorsAsync(path, text, ["total"]);

    [Theory]
    [MemberData(nameof(OfNothing))]
    public Task What_only_sounds_like_policies_closes_nothing(string path, string text) =>
        BothDoorsAsync(path, text, ["revenue", "total"]);

    [Fact]
    public async Task Policies_over_a_table_that_the_project_builds_and_that_is_not_there_yet_close_no_other()
    {
        _bed.Write("shop/models/gold/bills.sql", "/*\nkey: id\n*/\nselect id, status, 1 / (id - id) as amount from {{ ref('fct_orders') }}")
            .Write("shop/semantic/held.yml", Held("ref('bills')"));
        await _bed.RunAsync();
        Assert.DoesNotContain("bills", (await _bed.VersionsAsync()).Keys);
        await using var feed = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await feed.StartAsync(default);
        Assert.Equal(["revenue", "total"], feed.Current.Metrics.Keys.Order());
        await using var folder = CatalogFeed.OfFolder(_bed.ConnectionString, _data, _bed.Project.Path, TimeProvider.System);
        await folder.StartAsync(default);
        Assert.Equal(["revenue", "total"], folder.Current.Metrics.Keys.Order());
    }

    [Fact]
    public async Task Policies_over_a_missing_table_close_what_they_are_meant_for_when_an_older_text_of_their_file_is_in_force()
    {
        const string More = "semantic_models:\n- {name: more, model: ref('sales'), primary_entity: m}\n";
        _bed.Write("shop/semantic/more.yml", More);
        await _bed.SucceedAsync();
        await using var folder = CatalogFeed.OfFolder(_bed.ConnectionString, _data, _bed.Project.Path, TimeProvider.System);
        await folder.StartAsync(default);
        Assert.Contains("revenue", folder.Current.Metrics.Keys);

        _bed.Write("shop/semantic/more.yml", More + "- {name: held, model: ref('fct_order'), " + Hide + ", " + Rest + "}\n");
        await Eventually.HoldsAsync(() => !folder.Current.Metrics.ContainsKey("revenue"), () => "waited in vain", Patience);
        await _bed.RunAsync();
        await using var published = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await published.StartAsync(default);
        Assert.Contains("shop/semantic/more.yml", published.Current.KeptFiles.AsEnumerable());
        Assert.Contains("fct_orders", published.Current.ClosedTables.AsEnumerable());
    }

    [Fact]
    public async Task A_copy_of_policies_in_force_closes_nothing_and_an_older_one_does()
    {
        var held = Held("ref('fct_orders')").Replace("[{hide: [held__status]}]", "[{unless: {role: boss}, mask: [held__status]}]");
        _bed.Write("shop/semantic/held.yml", held).Write("shop/semantic/held.yml.bak", held);
        await _bed.SucceedAsync();
        await using var feed = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await feed.StartAsync(default);
        Assert.Empty(feed.Current.ClosedTables);
        _bed.Write("shop/semantic/held.yml", held.Replace("boss", "chief"));
        var report = await _bed.RunAsync();
        Assert.Contains(report.Warnings, w => w.Contains("shop/semantic/held.yml.bak", StringComparison.Ordinal)
            && w.Contains("nothing reads this file", StringComparison.Ordinal));
        await feed.Publications.ReloadAsync(default);
        Assert.Contains("fct_orders", feed.Current.ClosedTables.AsEnumerable());
    }

    [Fact]
    public async Task Policies_of_a_pack_that_is_disabled_close_nothing_of_others()
    {
        _bed.Write("metrics.yml", "name: shop\nvars: {paid: paid}\npacks: {returns: {enabled: false}}\n")
            .Write("returns/models/gold/bills.sql", "/*\nkey: id\n*/\nselect id, status from {{ ref('fct_orders') }}")
            .Write("returns/semantic/held.yml", Held("ref('bills')"));
        await _bed.RunAsync();
        await using var feed = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await feed.StartAsync(default);
        Assert.Equal(["revenue", "total"], feed.Current.Metrics.Keys.Order());
    }

    [Fact]
    public async Task Links_that_lead_nowhere_and_editors_locks_stop_neither_a_run_nor_a_folder_that_is_served()
    {
        foreach (var name in (string[])["shop/semantic/gone.txt", "shop/.#sources.yml", "shop/gone.yml"])
            File.CreateSymbolicLink(Path.Combine(_bed.Project.Path, name), "nowhere@host.1:2");
        Directory.CreateSymbolicLink(Path.Combine(_bed.Project.Path, "shop", "around"), "..");
        await _bed.SucceedAsync();
        await using var folder = CatalogFeed.OfFolder(_bed.ConnectionString, _data, _bed.Project.Path, TimeProvider.System);
        await folder.StartAsync(default);
        Assert.Equal(["revenue", "total"], folder.Current.Metrics.Keys.Order());
    }

    [Fact]
    public async Task What_is_no_file_among_the_definitions_stops_neither_a_run_nor_a_policy_that_is_written_meanwhile()
    {
        await _bed.SucceedAsync();
        await using var folder = CatalogFeed.OfFolder(_bed.ConnectionString, _data, _bed.Project.Path, TimeProvider.System);
        await folder.StartAsync(default);
        var semantic = Path.Combine(_bed.Project.Path, "shop/semantic");
        // What an editor leaves beside a file with unsaved changes, a link to itself, and a pipe that nobody writes to.
        File.CreateSymbolicLink(Path.Combine(semantic, ".#orders.yml"), "me@host.123:456");
        File.CreateSymbolicLink(Path.Combine(semantic, "circle.yml"), "circle.yml");
        File.CreateSymbolicLink(Path.Combine(_bed.Project.Path, "shop/models/gold/.#fct_orders.sql"), "me@host.123:456");
        using (var made = Process.Start("mkfifo", [Path.Combine(semantic, "pipe.yml")]))
            await made.WaitForExitAsync();
        _bed.Write(Of, Held("ref('fct_orders')").Replace("[{hide: [held__status]}]", "[{unless: {role: boss}, mask: [held__status]}]"));
        await Eventually.HoldsAsync(() => folder.Current.Models.ContainsKey("held"), () => "waited in vain", Patience);
        Assert.Contains(folder.Current.Diagnostics, d => d is { Code.Id: "C100", Location.File: "shop/semantic/circle.yml" });
        await _bed.RunAsync();
        await using var published = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await published.StartAsync(default);
        Assert.Contains("held", published.Current.Models.Keys);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Definitions_in_utf_16_without_a_mark_are_read(bool isBigEndian)
    {
        _bed.Write(Of, "");
        await File.WriteAllBytesAsync(
            Path.Combine(_bed.Project.Path, Of),
            new UnicodeEncoding(isBigEndian, byteOrderMark: false).GetBytes($"# Āę\u3000\n{Held("ref('fct_orders')")}"));
        await _bed.RunAsync();
        await using var published = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await published.StartAsync(default);
        Assert.Contains("held", published.Current.Models.Keys);
    }

    [Theory]
    [InlineData("policies: [{unless: {role: admin}, hide: [status]}]")]
    [InlineData("policies: [{rows: \"status = 'paid'\"}]")]
    public async Task Policies_of_a_file_of_definitions_that_mentions_no_table_close_all_of_its_pack(string text)
    {
        _bed.Write("shop/semantic/policies.yml", text);
        await _bed.RunAsync();
        await using var feed = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await feed.StartAsync(default);
        Assert.DoesNotContain("revenue", feed.Current.Metrics.Keys);
    }

    [Fact]
    public async Task Policies_over_a_table_of_models_that_is_gone_with_its_name_close_all_of_the_pack()
    {
        _bed.Write("shop/semantic/more.yml", "models: [{name: bills, config: {meta: {metrics: {policies: [{hide: [status]}]}}}}]");
        await _bed.RunAsync();
        await using var feed = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await feed.StartAsync(default);
        Assert.Empty(feed.Current.Metrics);
    }

    [Fact]
    public async Task Policies_in_the_header_of_a_model_close_its_table_while_the_folder_is_served()
    {
        await _bed.SucceedAsync();
        await using var folder = CatalogFeed.OfFolder(_bed.ConnectionString, _data, _bed.Project.Path, TimeProvider.System);
        await folder.StartAsync(default);
        Assert.Contains("revenue", folder.Current.Metrics.Keys);
        var file = Path.Combine(_bed.Project.Path, "shop/models/gold/fct_orders.sql");
        var sql = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(
            file, sql.Replace("key: id\n", "key: id\npolicies: [{hide: [status]}]\n", StringComparison.Ordinal));
        _bed.Write("shop/semantic/sign.yml", "metrics: [{name: sign, type: simple, type_params: {measure: total}}]");
        await Eventually.HoldsAsync(() => folder.Current.Metrics.ContainsKey("sign"), () => "waited in vain", Patience);
        Assert.Equal(["sign", "total"], folder.Current.Metrics.Keys.Order());
        // A run refuses the whole project, and leaves in force what is published.
        Assert.Contains(_bed.Project.Problems(), p => p.Contains("C101", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rollback_opens_no_table_that_misplaced_policies_close()
    {
        _bed.Write("shop/semantic/held.yml", Held("ref('bills')"));
        var first = (await _bed.RunAsync()).Publication!.Value;
        _bed.Write("data/orders.csv", "id,store_id,amount,status\n1,1,99.50,paid\n");
        await _bed.RunAsync();
        var back = await _bed.RollBackAsync(new RollbackTarget.Publication(first));
        Assert.True(back.Succeeded(out _), back.Diagnostics.ToString());
        await using var feed = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await feed.StartAsync(default);
        Assert.Equal(["total"], feed.Current.Metrics.Keys.Order());
        Assert.Contains("fct_orders", feed.Current.ClosedTables.AsEnumerable());
    }

    private async Task BothDoorsAsync(string path, string text, string[] open)
    {
        await _bed.SucceedAsync();
        await using var folder = CatalogFeed.OfFolder(_bed.ConnectionString, _data, _bed.Project.Path, TimeProvider.System);
        await folder.StartAsync(default);
        Assert.Equal(["revenue", "total"], folder.Current.Metrics.Keys.Order());

        // A definition that surely comes is the sign that the file before it was read.
        _bed.Write(path, text).Write("shop/semantic/sign.yml",
            "semantic_models: [{name: sign, model: ref('sales'), primary_entity: s, "
            + "measures: [{name: signs, expr: 1, agg: sum, create_metric: true}]}]");
        await Eventually.HoldsAsync(() => folder.Current.Metrics.ContainsKey("signs"), () => "waited in vain", Patience);
        Assert.Equal(open, folder.Current.Metrics.Keys.Except(["signs", "income"]).Order());

        var run = await _bed.RunAsync();
        Assert.NotNull(run.Publication);
        await using var published = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await published.StartAsync(default);
        Assert.Contains("signs", published.Current.Metrics.Keys);
        Assert.Equal(open, published.Current.Metrics.Keys.Except(["signs", "income"]).Order());
        Assert.DoesNotContain(published.Current.Metrics.Keys, m => m == "income" && open.Length == 1);
    }

    private static string Settings(string config) => Held("ref('fct_orders')").Replace(Hide, $"config: {config}");

    private static string Held(string of) => $"semantic_models: [{{name: held, model: \"{of}\", {Hide}, {Rest}}}]";
}
