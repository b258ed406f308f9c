using Metrics.Answering.Catalogs;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Rollbacks;
using Metrics.Refresh.Tests.Runs;
using Metrics.Semantic.Catalogs;

namespace Metrics.Refresh.Tests.Catalogs;

public sealed class CatalogPublishingTests : IDisposable
{
    private const string Orders = "shop/semantic/orders.yml";

    private const string Catalog =
        """
        semantic_models:
          - name: orders
            description: All orders
            model: ref('fct_orders')
            entities: [{name: order, type: primary, expr: id}]
            dimensions: [{name: status, type: categorical}]
            measures: [{name: amount, agg: sum}]
        metrics:
          - {name: revenue, type: simple, type_params: {measure: amount}}
        """;

    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task Texts_and_types_are_published_in_the_transaction_of_the_tables()
    {
        _bed.Write(Orders, Catalog);
        var report = await _bed.SucceedAsync();
        Assert.Equal((report.Publication!.Value, Orders, "shop", Catalog, false), Assert.Single(await FilesAsync()));
        Assert.Equal(
            [("dimension.status", "text"), ("entity.order", "bigint"), ("measure.amount", "numeric(12,2)")],
            await _bed.QueryAsync<(string, string)>(
                "select name, sql_type from ops.api_catalog_type where model = 'orders' order by name"));
        Assert.Equal(1, await _bed.ScalarAsync<long>("select count(*) from ops.api_publication"));
    }

    [Fact]
    public async Task A_file_whose_extension_is_in_capitals_is_read()
    {
        _bed.Write("shop/semantic/orders.YML", Catalog);
        await _bed.SucceedAsync();
        Assert.Equal("shop/semantic/orders.YML", Assert.Single(await FilesAsync()).Path);
    }

    [Fact]
    public async Task An_unchanged_second_run_mints_nothing_and_changes_nothing()
    {
        _bed.Write(Orders, Catalog).Write("metrics.yml", "name: shop\nvars: {paid: paid}\nshared_entities: [store, order]\n");
        await _bed.SucceedAsync();
        var before = await FootprintAsync();
        Assert.Null((await _bed.SucceedAsync()).Publication);
        Assert.Equal(before, await FootprintAsync());
    }

    [Fact]
    public async Task A_changed_description_moves_the_catalog_and_no_table()
    {
        _bed.Write(Orders, Catalog).Write("shop/semantic/other.yml", "metrics: []\n");
        var first = await _bed.SucceedAsync();
        var tables = await _bed.FootprintAsync();
        _bed.Write(Orders, Catalog.Replace("All orders", "Every order"));
        var second = await _bed.SucceedAsync();
        Assert.Equal(first.Publication + 1, second.Publication);
        Assert.Equal(tables, await _bed.FootprintAsync());
        Assert.Equal(
            [(second.Publication!.Value, Orders), (first.Publication!.Value, "shop/semantic/other.yml")],
            (await FilesAsync()).Select(f => (f.Publication, f.Path)));
        Assert.Empty(
            await _bed.QueryAsync<string>("select model from ops.api_table where publication > @p", new { p = first.Publication }));
    }

    [Theory]
    [InlineData("agg: sum", "agg: summ", "'summ' is not a agg")]
    [InlineData("{measure: amount}", "{measure: amonut}", "there is no measure 'amonut' (did you mean 'amount'?)")]
    [InlineData("name: amount, agg: sum", "name: amount, expr: gross, agg: sum", "column \"gross\" does not exist")]
    [InlineData("semantic_models:", "semantic_models: [", "not valid YAML")]
    public async Task A_file_with_an_error_keeps_its_last_published_text(string right, string wrong, string warning)
    {
        _bed.Write(Orders, Catalog);
        await _bed.SucceedAsync();
        _bed.Write(Orders, Catalog.Replace(right, wrong));
        var report = await _bed.PartlyAsync();
        Assert.Contains(
            report.Warnings,
            w => w.StartsWith($"catalog: {Orders}:", StringComparison.Ordinal) && w.Contains(warning, StringComparison.Ordinal));
        Assert.Contains($"catalog: {Orders} has errors; its last published text stays in force", report.Warnings);
        var kept = Assert.Single(await FilesAsync());
        Assert.Equal((Catalog, true), (kept.Text, kept.Kept));
        // As long as nothing is mended, the next run has nothing new to publish.
        Assert.Null((await _bed.PartlyAsync()).Publication);

        _bed.Write(Orders, Catalog);
        Assert.NotNull((await _bed.SucceedAsync()).Publication);
        Assert.False(Assert.Single(await FilesAsync()).Kept);
    }

    [Fact]
    public async Task Nothing_is_called_left_out_of_a_file_that_cannot_be_read_while_its_last_text_answers()
    {
        const string More = "shop/semantic/more.yml";
        _bed.Write(Orders, Catalog)
            .Write(More, "metrics:\n  - {name: income, label: Income, type: simple, type_params: {measure: amount}}\n");
        await _bed.SucceedAsync();
        _bed.Write(Orders, Catalog.Replace("semantic_models:", "semantic_models: [", StringComparison.Ordinal));
        using (var process = RefreshCommand.Start(_bed, "run"))
        {
            var (code, said) = await process.EndAsync();
            Assert.Equal(3, code);
            Assert.DoesNotContain("left out", said, StringComparison.Ordinal);
            Assert.Contains($"catalog: {Orders} has errors; its last published text stays in force", said, StringComparison.Ordinal);
            Assert.Contains(
                $"Run partial: publication 2, definitions kept as they were published in {Orders},", said, StringComparison.Ordinal);
        }

        Assert.Contains(
            $"catalog: {Orders}: definitions with errors stay as they were published",
            await _bed.ScalarAsync<string>("select error from ops.run order by started_at desc limit 1"), StringComparison.Ordinal);
        // Which touches no database, and so does not know what is published.
        using (var process = RefreshCommand.Start(_bed, "validate"))
        {
            var said = (await process.EndAsync()).Output;
            var line = Assert.Single(said.Split('\n'), l => l.Contains("C141", StringComparison.Ordinal));
            Assert.EndsWith(
                "if an earlier text of the file was published and still fits its tables, that stays in force and nothing is left out",
                line,
                StringComparison.Ordinal);
        }

        // Beside a text that was never good something is.
        _bed.Write(Orders, Catalog).Write(More, "metrics: [").Write("shop/semantic/new.yml", "saved_queries:\n"
            + "  - {name: s, query_params: {metrics: [takings]}}\n").Write("shop/semantic/z.yml", "metrics: [{name: takings,\n");
        Assert.Contains((await _bed.PartlyAsync()).Warnings, w => w.Contains("C141", StringComparison.Ordinal)
            && w.Contains("left out with it: saved query 's'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("agg: sum", "agg: summ")]
    [InlineData("semantic_models:", "semantic_models: [")]
    [InlineData("hide: [order__status]", "hide: [order__statsu]")]
    public async Task A_mistake_beside_a_new_policy_does_not_leave_the_text_without_it_in_force(string right, string wrong)
    {
        _bed.Write(Orders, Catalog);
        await _bed.SucceedAsync();
        _bed.Write(
            Orders, Catalog.Replace("    entities:", "    config: {meta: {metrics: {policies: [{hide: [order__status]}]}}}\n    entities:")
                .Replace(right, wrong));
        await _bed.RunAsync();
        var (_, _, _, _, kept) = Assert.Single(await FilesAsync());
        Assert.True(kept);
        Assert.Equal(0, await _bed.ScalarAsync<long>("select count(*) from ops.api_catalog_type where model = 'orders'"));
    }

    [Theory]
    [InlineData("polices: [{hide: [amount]}]")]
    [InlineData("policy: [{hide: [amount]}]")]
    [InlineData("row_policy: {rows: \"order__status = 'paid'\"}")]
    [InlineData("POLICIES: [{hide: [amount]}]")]
    [InlineData("plicies: [{hide: [amount]}]")]
    [InlineData("hide: [amount]")]
    [InlineData("Hide: [amount]")]
    [InlineData("mask: [order__status]")]
    [InlineData("rows: \"order__status = 'paid'\"")]
    [InlineData("row_filter: \"order__status = 'paid'\"")]
    [InlineData("unless: {role: boss}")]
    public async Task What_may_be_a_mistyped_policy_in_a_newer_text_closes_its_model(string key)
    {
        _bed.Write(Orders, Catalog);
        await _bed.SucceedAsync();
        _bed.Write(Orders, Catalog.Replace("    entities:", $"    config: {{meta: {{metrics: {{{key}}}}}}}\n    entities:"));

        var report = await _bed.PartlyAsync();

        Assert.Contains(report.Warnings, w => w.Contains("C154", StringComparison.Ordinal));
        Assert.True(Assert.Single(await FilesAsync()).Kept);
        await using var feed = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await feed.StartAsync(default);
        Assert.Empty(feed.Current.Metrics);
        _bed.Write(Orders, Catalog);
        await _bed.SucceedAsync();
        await feed.Publications.ReloadAsync(default);
        Assert.Contains("revenue", feed.Current.Metrics.Keys);
    }

    [Theory]
    [InlineData("{name: status, type: categorical}", "{name: status, type: categorical, config: {meta: {metrics: {hide: true}}}}")]
    [InlineData("{name: status, type: categorical}", "{name: status, type: categorical, meta: {metrics: {polices: [{mask: [x]}]}}}")]
    [InlineData("{name: order, type: primary, expr: id}", "{name: order, type: primary, expr: id, meta: {metrics: {mask: true}}}")]
    [InlineData("{name: amount, agg: sum}", "{name: amount, agg: sum, config: {meta: {metrics: {HIDE: true}}}}")]
    [InlineData("metrics:\n", "models:\n  - {name: fct_orders, config: {meta: {metrics: {polices: [{hide: [amount]}]}}}}\nmetrics:\n")]
    [InlineData("metrics:\n", "models:\n  - {name: fct_orders, config: {meta: {metrics: {hide: [amount]}}}}\nmetrics:\n")]
    public async Task What_may_be_a_mistyped_policy_elsewhere_in_a_newer_text_closes_the_model_too(string right, string mistaken)
    {
        _bed.Write(Orders, Catalog);
        await _bed.SucceedAsync();
        var text = Catalog.ReplaceLineEndings("\n");
        Assert.Contains(right, text, StringComparison.Ordinal);
        _bed.Write(Orders, text.Replace(right, mistaken));

        await _bed.PartlyAsync();

        Assert.True(Assert.Single(await FilesAsync()).Kept);
        Assert.Equal(0, await _bed.ScalarAsync<long>("select count(*) from ops.api_catalog_type where model = 'orders'"));
    }

    [Theory]
    [InlineData("policies: [{hide: [revenue]}]")]
    [InlineData("policy: {hide: true}")]
    [InlineData("hide: true")]
    public async Task What_may_be_a_policy_on_a_metric_in_a_newer_text_closes_what_the_metric_reads(string key)
    {
        const string Metrics = "shop/semantic/metrics.yml";
        var cut = Catalog.IndexOf("metrics:", StringComparison.Ordinal);
        _bed.Write(Orders, Catalog[..cut]).Write(Metrics, Catalog[cut..]);
        await _bed.SucceedAsync();
        _bed.Write(Metrics, Catalog[cut..].Replace("{name: revenue,", $"{{name: revenue, config: {{meta: {{metrics: {{{key}}}}}}},"));

        await _bed.PartlyAsync();

        Assert.Equal(0, await _bed.ScalarAsync<long>("select count(*) from ops.api_catalog_type where model = 'orders'"));
    }

    [Theory]
    [InlineData("agg: sum", "agg: summ")]
    [InlineData("metrics:", "unit_tests: [{name: t, model: fct_orders, given: [{input: ref('x'), rows: [{id: 1}]}]}]\nmetrics:\n"
        + "  - {name: broken, type: simpel, type_params: {measure: amount}}")]
    [InlineData("type: categorical", "type: categorical, config: {meta: {visible: true, metrics: {}}}, tpye: x")]
    public async Task A_mistake_that_is_not_about_policies_leaves_the_text_before_it_in_force(string right, string wrong)
    {
        _bed.Write(Orders, Catalog);
        await _bed.SucceedAsync();
        _bed.Write(Orders, Catalog.Replace(right, wrong));

        await _bed.PartlyAsync();

        Assert.True(Assert.Single(await FilesAsync()).Kept);
        Assert.NotEqual(0, await _bed.ScalarAsync<long>("select count(*) from ops.api_catalog_type where model = 'orders'"));
    }

    [Fact]
    public async Task A_published_model_is_closed_when_its_newer_text_cannot_be_read_and_speaks_of_policies()
    {
        _bed.Write(Orders, Catalog);
        await _bed.SucceedAsync();
        _bed.Write(Orders, Catalog + "\n    config: {meta: {metrics: {policies: [{rows: \"order__status = 'paid'\"");

        var report = await _bed.PartlyAsync();

        Assert.Contains(
            report.Warnings, w => w.Contains("C154", StringComparison.Ordinal) && w.Contains("'orders'", StringComparison.Ordinal));
        Assert.True(Assert.Single(await FilesAsync()).Kept);
        await using var feed = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await feed.StartAsync(default);
        Assert.Empty(feed.Current.Metrics);
        // As long as nothing is mended, the next run has nothing new to publish.
        Assert.Null((await _bed.PartlyAsync()).Publication);

        _bed.Write(Orders, Catalog);
        Assert.NotNull((await _bed.SucceedAsync()).Publication);
        await feed.Publications.ReloadAsync(default);
        Assert.Contains("revenue", feed.Current.Metrics.Keys);
    }

    [Fact]
    public async Task A_rollback_opens_nothing_that_is_closed_for_a_newer_text()
    {
        _bed.Write(Orders, Catalog);
        var first = await _bed.SucceedAsync();
        _bed.Write(Orders, Catalog + "\n    config: {meta: {metrics: {policies: [{rows: \"order__status = 'paid'\"")
            .Write("data/orders.csv", ShopProject.Orders + "5,2,100.00,paid\n");
        await _bed.PartlyAsync();

        Assert.True((await _bed.RollBackAsync(new RollbackTarget.Publication(first.Publication!.Value))).Succeeded(out _));

        Assert.Equal(0, await _bed.ScalarAsync<long>("select count(*) from ops.api_catalog_type where model = 'orders'"));
        await using var feed = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await feed.StartAsync(default);
        Assert.Empty(feed.Current.Metrics);
        // Nor does it forget why.
        Assert.Equal(
            ["C100", "C141", "C154"],
            feed.Current.Diagnostics.Select(d => d.Code.Id).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_new_metric_in_a_sound_file_does_not_wait_for_a_broken_one()
    {
        _bed.Write(Orders, Catalog);
        await _bed.SucceedAsync();
        _bed.Write(Orders, Catalog.Replace("agg: sum", "agg: summ"))
            .Write("shop/semantic/more.yml", "metrics:\n  - {name: income, type: simple, type_params: {measure: amount}}\n");
        await _bed.PartlyAsync();
        Assert.Equal([("shop/semantic/more.yml", false), (Orders, true)], (await FilesAsync()).Select(f => (f.Path, f.Kept)));
    }

    [Fact]
    public async Task A_text_that_no_longer_binds_is_not_kept()
    {
        _bed.Write(Orders, Catalog);
        await _bed.SucceedAsync();
        // The column goes, and the file that should follow has a mistake of its own: neither text fits, so what is broken is left out.
        _bed.Write(
            "shop/models/gold/fct_orders.sql",
            "/*\nkey: id\n*/\nselect id, amount as gross, status, 'x' as region from {{ ref('paid_orders') }}")
            .Write(
                "shop/models/gold/sales.sql",
                "/* key: region */ select region, sum(gross)::numeric(14,2) as amount from {{ ref('fct_orders') }} group by 1");
        var wrong = Catalog.Replace("agg: sum", "expr: gros, agg: sum");
        _bed.Write(Orders, wrong);
        Assert.Equal([Orders], (await _bed.PartlyAsync()).BrokenFiles);
        var file = Assert.Single(await FilesAsync());
        Assert.Equal((wrong, false), (file.Text, file.Kept));
        Assert.Equal(
            ["dimension.status", "entity.order"], await _bed.QueryAsync<string>("select name from ops.api_catalog_type order by name"));
    }

    [Fact]
    public async Task A_failed_build_leaves_the_old_text_with_the_old_table()
    {
        _bed.Write(Orders, Catalog);
        await _bed.SucceedAsync();
        _bed.Write(
            "shop/models/gold/fct_orders.sql",
            "/*\nkey: id\n*/\nselect id, amount as gross, status, region, 1 / 0 as oops from {{ ref('paid_orders') }}")
            .Write(Orders, Catalog.Replace("agg: sum", "expr: gross, agg: sum"));
        Assert.Equal(RunStatus.Failed, (await _bed.RunAsync()).Status);
        var file = Assert.Single(await FilesAsync());
        Assert.Equal((Catalog, true), (file.Text, file.Kept));
    }

    [Fact]
    public async Task A_file_that_is_gone_goes_from_the_catalog()
    {
        _bed.Write(Orders, Catalog);
        await _bed.SucceedAsync();
        File.Delete(Path.Combine(_bed.Project.Path, Orders));
        var report = await _bed.SucceedAsync();
        Assert.NotNull(report.Publication);
        Assert.Contains($"catalog: {Orders} is gone, and what only it defined with it", report.Warnings);
        Assert.Empty(await FilesAsync());
        Assert.DoesNotContain((await _bed.RunAsync()).Warnings, w => w.Contains("is gone", StringComparison.Ordinal));
        Assert.Equal(0, await _bed.ScalarAsync<long>("select count(*) from ops.api_catalog_type"));
    }

    [Fact]
    public async Task A_warehouse_where_no_table_was_ever_published_gets_no_catalog()
    {
        _bed.Write(Orders, Catalog);
        File.Delete(Path.Combine(_bed.Project.Path, "data/orders.csv"));
        File.Delete(Path.Combine(_bed.Project.Path, "data/stores.csv"));
        _bed.Write("shop/seeds/regions.csv", "store\nNorth\n");
        Assert.Null((await _bed.RunAsync()).Publication);
        Assert.Empty(await FilesAsync());
    }

    [Theory]
    // Called as a dimension, which anybody can know; a column of the table that none is called after; nothing at all.
    [InlineData("filter: \"status = 'paid'\"", "metric 'paid'", "status", "order__status", ": {{ Dimension('order__status') }}")]
    [InlineData("filter: \"Stauts = 'paid'\"", "metric 'paid'", "Stauts", "order__status", ": {{ Dimension('order__status') }}")]
    [InlineData(
        "filter: \"store_id = 1 and {{ Dimension('order__status') }} = 'paid'\"", "metric 'paid'", "store_id", null,
        " ({{ Dimension('entity__dimension') }}), texts in single quotes ('store_id')")]
    [InlineData("filter: \"order__status = 'paid'\"", "metric 'paid'", "order__status", null, ": {{ Dimension('order__status') }}")]
    [InlineData(
        "filter: [\"{{ Dimension('order__status') }} = 'paid'\", \"lower(nothing) = 'x'\"]", "metric 'paid'", "nothing", null,
        " ({{ Dimension('entity__dimension') }}), texts in single quotes ('nothing')")]
    public async Task A_name_without_braces_in_a_filter_is_told_at_the_filter_with_the_form_it_should_have(
        string filter, string what, string name, string? near, string form)
    {
        _bed.Write(Orders, Catalog + $"\n  - name: paid\n    type: simple\n    type_params: {{measure: amount}}\n    {filter}\n"
            + "  - {name: half_paid, type: derived, type_params: {expr: paid / 2, metrics: [paid]}}\n");
        var report = await _bed.PartlyAsync();
        var warning = Assert.Single(report.Warnings, w => w.Contains(" error C1", StringComparison.Ordinal));
        Assert.StartsWith($"catalog: {Orders}:13:", warning, StringComparison.Ordinal);
        Assert.Contains($"error C111: {what}: its filter has '{name}' without braces", warning, StringComparison.Ordinal);
        Assert.EndsWith($"write names in braces{form}", warning, StringComparison.Ordinal);
        Assert.Equal(near is not null, warning.Contains("(did you mean '", StringComparison.Ordinal));
        Assert.True(near is null || warning.Contains($"(did you mean '{near}'", StringComparison.Ordinal), warning);
        Assert.DoesNotContain(report.Warnings, w => w.Contains("PostgreSQL", StringComparison.Ordinal));
        // What uses it falls with it, and has nothing wrong of its own.
        Assert.Contains(report.Warnings, w => w.Contains("left out with it: metric 'half_paid'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{name: by_status, query_params: {metrics: [revenue], where: [\"status = 'paid'\"]}}", "saved query 'by_status'", "status")]
    [InlineData("{name: by_store, query_params: {metrics: [revenue], where: [\"store_id = 1\"]}}", "saved query 'by_store'", "store_id")]
    public async Task So_is_one_in_the_condition_of_a_saved_query(string query, string what, string name)
    {
        _bed.Write(Orders, Catalog + $"\nsaved_queries:\n  - {query}\n");
        var warning = Assert.Single((await _bed.PartlyAsync()).Warnings, w => w.Contains(" error C1", StringComparison.Ordinal));
        Assert.StartsWith($"catalog: {Orders}:11:", warning, StringComparison.Ordinal);
        Assert.Contains($"error C111: {what}: its filter has '{name}' without braces", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ Dimension('order__status') }} ilik 'paid'")]
    [InlineData("no_such({{ Dimension('order__status') }})")]
    public async Task What_else_the_store_refuses_of_a_filter_is_told_at_the_filter(string filter)
    {
        _bed.Write(Orders, Catalog + $"\n  - name: paid\n    type: simple\n    type_params: {{measure: amount}}\n    filter:\n"
            + $"      - \"{{{{ Entity('order') }}}} > 0\"\n      - \"{filter}\"\n");
        var warning = Assert.Single((await _bed.PartlyAsync()).Warnings, w => w.Contains(" error C1", StringComparison.Ordinal));
        Assert.StartsWith($"catalog: {Orders}:15:", warning, StringComparison.Ordinal);
        Assert.Contains("error C150: metric 'paid': PostgreSQL refuses its filter: ", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metrics: [revenue], group_by: [\"Dimension('order__status')\"], where: [\"order__status = 'paid'\"]")]
    [InlineData("metrics: [revenue], where: [\"{{ Dimension('order__status') }} <> 'x'\", \"order__status <> 'y'\"]")]
    public async Task A_name_that_the_statement_has_a_column_for_is_left_to_the_store(string query)
    {
        _bed.Write(Orders, Catalog + $"\nsaved_queries:\n  - {{name: of_status, query_params: {{{query}}}}}\n");
        Assert.DoesNotContain((await _bed.SucceedAsync()).Warnings, w => w.Contains("C111", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Words_of_SQL_and_names_in_a_query_inside_are_no_names_without_braces()
    {
        _bed.Write(Orders, Catalog + """

              - name: paid
                type: simple
                type_params: {measure: amount}
                filter: >-
                  case when {{ Dimension('order__status') }} is not null then extract(day from current_date) > 0 end
                  and {{ Entity('order') }} in (select n from (select 1 as n, 'x' as status) as t where status = 'x')
            """);
        await _bed.SucceedAsync();
    }

    [Fact]
    public async Task A_run_whose_definitions_have_errors_is_partial_until_they_are_mended_and_says_which_files()
    {
        const string More = "shop/semantic/more.yml";
        _bed.Write(Orders, Catalog)
            .Write(More, "metrics:\n  - {name: income, type: simple, type_params: {measure: amonut}}\n");
        using (var process = RefreshCommand.Start(_bed, "run"))
        {
            var (code, said) = await process.EndAsync();
            Assert.Equal(3, code);
            Assert.Contains(
                $"Run partial: publication 1, definitions with errors left out in {More},", said,
                StringComparison.Ordinal);
            Assert.Contains($"warning: catalog: {More}:2:", said, StringComparison.Ordinal);
        }

        Assert.Equal("partial", await _bed.ScalarAsync<string>("select status from ops.api_run"));
        Assert.Contains(
            $"catalog: {More}: definitions with errors are left out", await _bed.ScalarAsync<string>("select error from ops.run"),
            StringComparison.Ordinal);
        // It is as wrong as it was, though nothing moves.
        Assert.Null((await _bed.PartlyAsync()).Publication);
        using (var process = RefreshCommand.Start(_bed, "retry"))
        {
            var (code, said) = await process.EndAsync();
            Assert.Equal(0, code);
            Assert.Contains(
                "it completed every table; definitions that were left out or held back are read again once they are fixed", said,
                StringComparison.Ordinal);
        }

        // A table that nobody makes is the author's mistake; one that this run was not to make is not.
        _bed.Write(
            More, "semantic_models:\n  - {name: others, model: ref('fct_order'), entities: [{name: other, type: primary, expr: id}]}\n");
        Assert.Equal([More], (await _bed.PartlyAsync()).BrokenFiles);
        _bed.Write(More, "metrics: []\n");
        await _bed.SucceedAsync();
    }

    [Fact]
    public async Task A_run_of_some_tables_is_not_partial_for_definitions_over_the_others()
    {
        _bed.Write(Orders, Catalog);
        Assert.Empty((await _bed.SucceedAsync("shop__stores")).BrokenFiles);
    }

    private async Task<IReadOnlyList<(long Publication, string Path, string Pack, string Text, bool Kept)>> FilesAsync() =>
        await _bed.QueryAsync<(long, string, string, string, bool)>(
            "select publication, path, pack, text, kept from ops.api_catalog_file order by path");

    private async Task<string> FootprintAsync() => await _bed.FootprintAsync() + await _bed.ScalarAsync<string>(
        """
        select (select string_agg(f::text, E'\n' order by path) from ops.catalog_file f)
            || (select string_agg(t::text, E'\n' order by name) from ops.catalog_type t)
            || (select count(*) from ops.publication)
        """);
}
