using System.Collections.Concurrent;
using Metrics.Answering.Catalogs;
using Metrics.Domain.Results;
using Metrics.Refresh.Tests.Runs;
using Metrics.Semantic.Catalogs;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Refresh.Tests.Catalogs;

public sealed class CatalogFeedTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private const string Orders = "shop/semantic/orders.yml";

    private const string Catalog =
        """
        semantic_models:
          - name: orders
            model: ref('fct_orders')
            entities: [{name: order, type: primary, expr: id}]
            dimensions: [{name: status, type: categorical}]
            measures: [{name: amount, agg: sum}]
        metrics:
          - {name: revenue, type: simple, type_params: {measure: amount}}
        """;

    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed()).Write(Orders, Catalog);
    private readonly NpgsqlDataSource _data;

    public CatalogFeedTests() => _data = NpgsqlDataSource.Create(_bed.ConnectionString);

    public void Dispose()
    {
        _data.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public async Task What_was_published_is_served_and_nothing_else()
    {
        await _bed.SucceedAsync();
        await using var feed = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        Assert.Empty(feed.Current.Metrics);
        await feed.StartAsync(default);
        Assert.Equal(DataType.Decimal with { Precision = 12, Scale = 2 }, feed.Current.Measures["amount"].Measure.DataType);

        // Saved, but not published.
        _bed.Write(Orders, Catalog.Replace("revenue", "income"));
        await feed.Publications.ReloadAsync(default);
        Assert.Contains("revenue", feed.Current.Metrics.Keys);

        var before = feed.Take();
        await _bed.SucceedAsync();
        await feed.Publications.ReloadAsync(default);
        var after = feed.Take();
        Assert.Contains("income", after.Catalog.Metrics.Keys);
        Assert.NotEqual(before.Catalog.Version, after.Catalog.Version);
        Assert.Equal(before.Snapshot.Value!.Publication + 1, after.Snapshot.Value!.Publication);
        Assert.Null(feed.Problem);
    }

    [Fact]
    public async Task The_same_catalog_stays_the_same_object_when_only_tables_move()
    {
        await _bed.SucceedAsync();
        await using var feed = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await feed.StartAsync(default);
        var before = feed.Take();
        _bed.Write("data/orders.csv", "id,store_id,amount,status\n1,1,99.50,paid\n");
        await _bed.SucceedAsync();
        await feed.Publications.ReloadAsync(default);
        Assert.NotSame(before.Snapshot.Value, feed.Take().Snapshot.Value);
        Assert.Same(before.Catalog, feed.Current);
    }

    [Fact]
    public async Task Pointers_and_catalog_that_are_taken_are_always_of_one_publication()
    {
        _bed.Write(Orders, Catalog.Replace("agg: sum", "expr: amount_0, agg: sum"));
        WriteGeneration(0);
        await _bed.SucceedAsync();
        await using var feed = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await feed.StartAsync(default);
        using var done = new CancellationTokenSource();
        var seen = new ConcurrentDictionary<string, bool>();
        var looking = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                var state = feed.Take();
                var expected = state.Catalog.Measures["amount"].Measure.Expr;
                Assert.Contains(state.Snapshot.Value!.Of(["fct_orders"])[0].Columns, c => c.Name == expected);
                seen[expected] = true;
            }
        });
        for (var generation = 1; generation <= 10; generation++)
        {
            WriteGeneration(generation);
            var report = await _bed.SucceedAsync();
            Assert.True(await feed.Publications.WaitForAsync(report.Publication!.Value, Patience, default));
            // Whoever looks has its turn too, or it would skip some.
            await UntilAsync(() => seen.Count == generation + 1 || looking.IsCompleted);
        }

        await done.CancelAsync();
        await looking;
        Assert.Equal(11, seen.Count);
    }

    [Fact]
    public async Task A_kept_file_is_told_with_the_definitions_in_it()
    {
        await _bed.SucceedAsync();
        _bed.Write(Orders, Catalog.Replace("agg: sum", "agg: summ"));
        await _bed.PartlyAsync();
        await using var feed = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await feed.StartAsync(default);
        Assert.Contains(feed.Current.Metrics["revenue"].Location.File, feed.Current.KeptFiles.AsEnumerable());
        Assert.Empty(feed.Current.Diagnostics);
    }

    [Fact]
    public async Task Saved_files_are_in_force_without_a_refresh()
    {
        await _bed.SucceedAsync();
        await using var feed = OfFolder(_data);
        await feed.StartAsync(default);
        Assert.Contains("revenue", feed.Current.Metrics.Keys);

        _bed.Write(Orders, Catalog.Replace("revenue", "income"));
        await UntilAsync(() => feed.Current.Metrics.ContainsKey("income"));

        // A broken file takes its own definitions away, and a new one brings its own.
        _bed.Write(
            "shop/semantic/more.yml",
            "metrics:\n  - {name: mistake, type: simple, type_params: {measure: amonut}}\n  - {name: more, type: simple, type_params: "
            + "{measure: amount}}\n");
        await UntilAsync(() => feed.Current.Metrics.ContainsKey("more"));
        Assert.Equal(["income", "more"], feed.Current.Metrics.Keys.Order());
        Assert.Contains("amonut", Assert.Single(feed.Current.Diagnostics).Message, StringComparison.Ordinal);

        File.Delete(Path.Combine(_bed.Project.Path, Orders));
        await UntilAsync(() => feed.Current.Metrics.Count == 0);
        // The publication still has it, and so it is known where it went; the next one knows of nothing.
        string Said() => Metrics.Semantic.Resolution.UnknownMetric.Of(feed.Current, "revenue").First().Message;
        Assert.Equal($"there is no metric 'revenue'; publication 1 has it, from {Orders}, which is gone", Said());
        File.Delete(Path.Combine(_bed.Project.Path, "shop/semantic/more.yml"));
        await _bed.SucceedAsync();
        await UntilAsync(() => Said() == "there is no metric 'revenue'");
    }

    [Theory]
    [InlineData("semantic_models:", "semantic_models: [")]
    [InlineData("agg: sum", "agg: summ")]
    [InlineData("{measure: amount}", "{measure: amonut}")]
    [InlineData("name: amount, agg: sum", "name: amount, expr: gross, agg: sum")]
    public async Task A_file_with_an_error_keeps_its_last_good_definitions_and_says_what_is_wrong(string right, string wrong)
    {
        await _bed.SucceedAsync();
        await using var feed = OfFolder(_data);
        await feed.StartAsync(default);

        _bed.Write(Orders, Catalog.Replace(right, wrong));
        await UntilAsync(() => feed.Current.KeptFiles.Contains(Orders));
        Assert.Contains("revenue", feed.Current.Metrics.Keys);
        Assert.Contains(feed.Current.Diagnostics, d => d.Location?.File == Orders);
        Assert.Matches("^C1[0-9][0-9] at line [0-9]+$", feed.Current.KeptReasons[Orders]);

        // Also over tables that move meanwhile.
        _bed.Write("data/orders.csv", "id,store_id,amount,status\n1,1,99.50,paid\n");
        var report = await _bed.PartlyAsync();
        Assert.True(await feed.Publications.WaitForAsync(report.Publication!.Value, Patience, default));
        Assert.Contains("revenue", feed.Current.Metrics.Keys);

        _bed.Write(Orders, Catalog.Replace("revenue", "income"));
        await UntilAsync(() => feed.Current.Metrics.ContainsKey("income"));
        Assert.Empty(feed.Current.KeptFiles);
        Assert.Empty(feed.Current.Diagnostics);
    }

    [Fact]
    public async Task A_file_that_is_moved_while_it_is_broken_takes_its_last_good_definitions_along_and_one_that_is_deleted_does_not()
    {
        const string Moved = "shop/semantic/sales/orders.yml";
        await _bed.SucceedAsync();
        await using var feed = OfFolder(_data);
        await feed.StartAsync(default);
        _bed.Write(Orders, "metrics: [\n" + Catalog);
        await UntilAsync(() => feed.Current.KeptFiles.Contains(Orders));

        Directory.CreateDirectory(Path.Combine(_bed.Project.Path, "shop/semantic/sales"));
        File.Move(Path.Combine(_bed.Project.Path, Orders), Path.Combine(_bed.Project.Path, Moved));
        await UntilAsync(() => feed.Current.KeptFiles.Contains(Moved));
        Assert.Contains("revenue", feed.Current.Metrics.Keys);

        File.Delete(Path.Combine(_bed.Project.Path, Moved));
        await UntilAsync(() => feed.Current.Metrics.Count == 0);
        Assert.Empty(feed.Current.KeptFiles);
    }

    [Fact]
    public async Task Settings_that_cannot_be_read_leave_those_in_force_that_could()
    {
        _bed.Write("metrics.yml", "name: shop\nvars: {paid: paid}\nshared_entities: [order]\n");
        await _bed.SucceedAsync();
        await using var feed = OfFolder(_data);
        await feed.StartAsync(default);

        _bed.Write("metrics.yml", "name: shop\nshared_entities: [\n");
        await UntilAsync(() => feed.Current.Diagnostics.Any(d => d is { Code.Id: "C100", Location.File: "metrics.yml" }));
        Assert.Contains("revenue", feed.Current.Metrics.Keys);
    }

    [Fact]
    public async Task An_editor_that_empties_or_deletes_a_file_before_it_writes_it_anew_takes_no_name_away()
    {
        await _bed.SucceedAsync();
        await using var feed = OfFolder(_data);
        await feed.StartAsync(default);
        using var done = new CancellationTokenSource();
        var gaps = 0;
        var looking = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
                gaps += feed.Current.Metrics.ContainsKey("revenue") ? 0 : 1;
        });
        var file = Path.Combine(_bed.Project.Path, Orders);
        for (var i = 0; i < 6; i++)
        {
            if (i % 2 == 0)
                File.Delete(file);
            else
                File.WriteAllText(file, "");
            // Longer than a look takes to come.
            await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System);
            _bed.Write(Orders, $"{Catalog}\n  - {{name: edition_{i}, type: simple, type_params: {{measure: amount}}}}\n");
            await UntilAsync(() => feed.Current.Metrics.ContainsKey($"edition_{i}"));
        }

        await done.CancelAsync();
        await looking;
        Assert.Equal(0, gaps);
    }

    [Theory]
    [InlineData("semantic_models: [\n# policies")]
    [InlineData("config: {meta: {metrics: {policies: [{rows: \"status = 'paid'\"")]
    public async Task A_text_that_cannot_be_read_and_speaks_of_policies_closes_the_models_that_it_may_be_about(string broken)
    {
        _bed.Write("shop/semantic/other.yml", Model("same_table", "fct_orders", "other_amount"))
            .Write("shop/semantic/sales.yml", Model("sums", "sales", "total"));
        await _bed.SucceedAsync();
        await using var feed = OfFolder(_data);
        await feed.StartAsync(default);
        Assert.Equal(["other_amount", "revenue", "total"], feed.Current.Metrics.Keys.Order());

        // Its own model, and the other one over the same table; what reads another table goes on.
        _bed.Write(Orders, Catalog + "\n" + broken);
        await UntilAsync(() => feed.Current.Diagnostics.Any(d => d.Code.Id == "C154"));
        Assert.Equal(["total"], feed.Current.Metrics.Keys.ToList());

        _bed.Write(Orders, Catalog);
        await UntilAsync(() => feed.Current.Metrics.Count == 3);
    }

    [Fact]
    public async Task Policies_that_are_word_for_word_those_in_force_close_nothing_and_any_other_do()
    {
        const string Guarded = "\n    config: {meta: {metrics: {policies: [{unless: {role: [boss]}, rows: \"order__status = 'paid'\"}]}}}";
        var catalog = Catalog.Replace("    measures: [{name: amount, agg: sum}]", "    measures: [{name: amount, agg: sum}]" + Guarded);
        _bed.Write(Orders, catalog);
        await _bed.SucceedAsync();
        await using var feed = OfFolder(_data);
        await feed.StartAsync(default);
        Assert.True(feed.Current.HasPolicies);

        _bed.Write(Orders, catalog.Replace("agg: sum", "agg: summ"));
        await UntilAsync(() => feed.Current.KeptFiles.Contains(Orders));
        Assert.Contains("revenue", feed.Current.Metrics.Keys);
        Assert.True(feed.Current.HasPolicies);

        string[] changes = ["'refused'", "'paid' and order__id > 1", "'paid'\"}, {hide: [status], rows: \"order__status = 'paid'"];
        foreach (var changed in changes)
        {
            _bed.Write(Orders, catalog.Replace("agg: sum", "agg: summ").Replace("'paid'", changed));
            await UntilAsync(() => !feed.Current.Metrics.ContainsKey("revenue"));
            Assert.Contains(feed.Current.Diagnostics, d => d.Code.Id == "C154");
            _bed.Write(Orders, catalog);
            await UntilAsync(() => feed.Current.Metrics.ContainsKey("revenue"));
        }
    }

    [Fact]
    public async Task What_may_be_a_mistyped_policy_in_a_newer_text_closes_its_model_while_the_folder_is_served()
    {
        await _bed.SucceedAsync();
        await using var feed = OfFolder(_data);
        await feed.StartAsync(default);
        string[] keys = ["polices: [{hide: [amount]}]", "mask: [amount]", "rwos: \"order__status = 'paid'\"", "secrecy: high"];
        foreach (var key in keys)
        {
            _bed.Write(Orders, Catalog.Replace("    entities:", $"    config: {{meta: {{metrics: {{{key}}}}}}}\n    entities:"));
            await UntilAsync(() => feed.Current.Diagnostics.Any(d => d.Code.Id == "C154"));
            Assert.Empty(feed.Current.Metrics);
            _bed.Write(Orders, Catalog);
            await UntilAsync(() => feed.Current.Metrics.ContainsKey("revenue"));
        }

        // A mistyped key of another kind leaves the text before it in force.
        _bed.Write(Orders, Catalog.Replace("type: categorical", "tpye: categorical"));
        await UntilAsync(() => feed.Current.KeptFiles.Contains(Orders));
        Assert.Contains("revenue", feed.Current.Metrics.Keys);
    }

    [Fact]
    public async Task With_nothing_published_everything_is_left_out_and_says_why()
    {
        await using var feed = OfFolder(_data);
        await feed.StartAsync(default);
        Assert.Empty(feed.Current.Metrics);
        Assert.Contains(feed.Current.Diagnostics, d => d.Code.Id == "C150" && d.Message.Contains("'fct_orders'", StringComparison.Ordinal));
        Assert.Equal("E311", feed.Problem!.Code.Id);
        await _bed.SucceedAsync();
        await UntilAsync(() => feed.Current.Metrics.ContainsKey("revenue"));
        Assert.Null(feed.Problem);
    }

    [Fact]
    public async Task While_new_definitions_cannot_be_read_the_older_pair_answers_unconfirmed_and_afterwards_the_new_one()
    {
        await _bed.SucceedAsync();
        await using var feed = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await feed.StartAsync(default);
        var before = feed.Take();
        // What the refresh never does: reading it is our failure, not the author's.
        await _bed.ExecuteAsync(
            """
            alter view ops.api_catalog_file rename column kept to held_back;
            insert into ops.publication (publication, run_id, published_at) select 2, run_id, now() from ops.publication;
            update ops.catalog_file set publication = 2, text = replace(text, 'revenue', 'income');
            """);
        await UntilAsync(() => feed.Problem is not null && !feed.Take().Confirmed);
        Assert.Same(before.Catalog, feed.Current);
        Assert.Same(before.Snapshot.Value, feed.Take().Snapshot.Value);
        Assert.False(await feed.Publications.WaitForAsync(2, TimeSpan.FromMilliseconds(500), default));
        await _bed.ExecuteAsync("alter view ops.api_catalog_file rename column held_back to kept");
        await UntilAsync(() => feed.Current.Metrics.ContainsKey("income") && feed.Take().Confirmed);
        Assert.Null(feed.Problem);
    }

    private static string Model(string name, string table, string measure) =>
        $"semantic_models:\n  - {{name: {name}, model: ref('{table}'), primary_entity: {name}_row, "
        + $"measures: [{{name: {measure}, expr: amount, agg: sum, create_metric: true}}]}}\n";

    private CatalogFeed OfFolder(NpgsqlDataSource data) =>
        CatalogFeed.OfFolder(_bed.ConnectionString, data, _bed.Project.Path, TimeProvider.System);

    // The column's name changes with every generation, and the definitions with it.
    private void WriteGeneration(int generation) => _bed
        .Write(
            "shop/models/gold/fct_orders.sql",
            $"/*\nkey: id\n*/\nselect id, amount as amount_{generation}, status from {{{{ ref('paid_orders') }}}}")
        .Write(
            "shop/models/gold/sales.sql",
            $"/* key: status */ select status, sum(amount_{generation})::numeric(14,2) as amount from {{{{ ref('fct_orders') }}}} group "
            + $"by 1")
        .Write(Orders, Catalog.Replace("agg: sum", $"expr: amount_{generation}, agg: sum"));

    private static Task UntilAsync(Func<bool> holds) => Eventually.HoldsAsync(holds, () => "waited in vain", Patience);
}
