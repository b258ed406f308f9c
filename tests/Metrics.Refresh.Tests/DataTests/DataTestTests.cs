using Metrics.Domain.Refreshing;
using Metrics.Refresh.Tests.Runs;

namespace Metrics.Refresh.Tests.DataTests;

public sealed class DataTestTests : IDisposable
{
    private const string Checked = "shop/models/gold/checked.sql";
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    [Theory]
    [InlineData("row_count: {max_drop: 50%}", "rows: 4", "rows: 2", "rows: 0")]
    [InlineData("row_count: {max_drop: 1}", "rows: 4", "rows: 3", "rows: 1")]
    [InlineData("row_count: {max_growth: 100%}", "rows: 1", "rows: 2", "rows: 5")]
    [InlineData("row_count: {at_least: 2}", "rows: 2", "rows: 3", "rows: 1")]
    [InlineData("row_count: {at_most: 3}", "rows: 2", "rows: 3", "rows: 4")]
    public async Task Rows_are_counted_against_bounds_and_the_last_good_version(string test, string first, string good, string bad)
    {
        Write(test, first);
        await _bed.SucceedAsync();
        Write(test, good);
        await _bed.SucceedAsync();
        Write(test, bad);
        var report = await _bed.RunAsync();
        Assert.StartsWith("row_count: 1 bad row", report.Outcomes.Single(o => o.Node.Name == "checked").Detail, StringComparison.Ordinal);
        Assert.Equal(2, (await _bed.VersionsAsync())["checked"]);
    }

    [Theory]
    [InlineData("Total")]
    [InlineData(" TOTAL: ")]
    [InlineData("Total 2026")]
    [InlineData("Total sales")]
    [InlineData("Grand total")]
    [InlineData("North subtotal")]
    [InlineData("* Gesamt")]
    [InlineData("Gesamtbetrag")]
    [InlineData("Zwischensumme K1")]
    [InlineData("Summe 01/2026")]
    [InlineData("合計")]
    [InlineData("ИТОГО")]
    [InlineData("Σ")]
    [InlineData("YHTEENSÄ")]
    [InlineData("Összesen")]
    [InlineData("Total général")]
    [InlineData("Sous-total A")]
    [InlineData("Eindtotaal")]
    [InlineData("All")]
    [InlineData("Overall 2026")]
    [InlineData("Average")]
    [InlineData("Durchschnitt:")]
    [InlineData("Sum")]
    [InlineData("Balance carried forward")]
    [InlineData("Forward", false)]
    [InlineData("Gesamtschule Spende", false)]
    [InlineData("Lump sum", false)]
    [InlineData("All Saints", false)]
    [InlineData("Average Joe", false)]
    [InlineData("Dallas", false)]
    [InlineData("Totally", false)]
    [InlineData("Summer", false)]
    [InlineData("A total mess", false)]
    [InlineData("Gesundheit", false)]
    public async Task A_row_that_is_called_a_total_is_found(string word, bool isTotal = true)
    {
        _bed.Write(Checked, $"/*\ntests: [{{no_totals: [region]}}]\n*/\nselect 'North' as region union all select '{word}'");
        await OutcomeAsync(!isTotal);
    }

    [Fact]
    public async Task A_name_that_is_excepted_is_no_total()
    {
        _bed.Write(
            Checked, "/*\ntests: [{no_totals: [region], except: [Total Wine, All]}]\n*/\nselect 'All' as region union all "
                + "select ' Total Wine' union all select null");
        await OutcomeAsync(passes: true);
        _bed.Write(
            Checked, "/*\ntests: [{no_totals: [region], except: [Total Wine, All]}]\n*/\nselect 'All' as region union all select 'Total'");
        await OutcomeAsync(passes: false);
    }

    [Theory]
    [InlineData("not_null: [id]", "1 bad row; 1 row is called a total: if it adds up others, leave it out with a 'where' in the model in "
        + "gold, and declare the key there")]
    [InlineData("expression: id > 0", "1 bad row; 1 row is called a total: if it adds up others, leave it out with a 'where' in the model "
        + "in gold")]
    public async Task A_test_that_a_total_fails_says_that_the_row_is_called_one(string test, string said)
    {
        _bed.Write(
            Checked, $"/*\ntests: [{{{test}}}]\n*/\nselect 1 as id, 'North' as region union all select null, 'Total'");
        Assert.Contains(
            said, (await _bed.RunAsync()).Outcomes.Single(o => o.Node.Name == "checked").Detail, StringComparison.Ordinal);
        // A name is no total.
        _bed.Write(
            Checked, $"/*\ntests: [{{{test}}}]\n*/\nselect 1 as id, 'North' as region union all select null, 'Total Wine'");
        Assert.DoesNotContain(
            "called", (await _bed.RunAsync()).Outcomes.Single(o => o.Node.Name == "checked").Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reconciliation: {sum: amount, to: fct_orders}", 16.00, true)]
    [InlineData("reconciliation: {sum: amount, to: fct_orders}", 16.01, false)]
    [InlineData("reconciliation: {sum: amount, to: fct_orders, tolerance: 0.01}", 16.01, true)]
    [InlineData("reconciliation: {sum: amount, to: fct_orders, tolerance: 1%}", 16.16, true)]
    [InlineData("reconciliation: {sum: amount, to: fct_orders, tolerance: 1%}", 16.17, false)]
    [InlineData("reconciliation: {sum: amount, to: shop__orders, to_where: status = 'paid'}", 16.00, true)]
    [InlineData("reconciliation: {sum: amount, to: shop__orders}", 16.00, false)]
    public async Task Sums_of_two_tables_are_reconciled(string test, double amount, bool passes)
    {
        _bed.Write(Checked, $"/*\ntests: [{{{test}}}]\n*/\nselect {amount:0.00}::numeric(12,2) as amount");
        await OutcomeAsync(passes);
    }

    [Theory]
    [InlineData("select region, amount from {{ ref('fct_orders') }}", 0)]
    [InlineData("select region, (amount + 1)::numeric(12,2) as amount from {{ ref('fct_orders') }} where region is null", 2)]
    [InlineData("select region, amount from {{ ref('fct_orders') }} where false", 2)]
    [InlineData("select null as region, 16.0::numeric(12,2) as amount", 2)]
    public async Task Sums_are_reconciled_group_by_group_the_group_without_a_name_included(string sql, int groups)
    {
        _bed.Write(Checked, $"/*\ntests: [{{reconciliation: {{sum: amount, to: fct_orders, by: region}}}}]\n*/\n{sql}");
        await OutcomeAsync(groups == 0, "reconciliation(amount = fct_orders.amount by region)", groups);
    }

    [Theory]
    [InlineData("sql: 'select * from {{ this }} where n > 2'", 0)]
    [InlineData("sql: 'select * from {{ this }} where n < 2'", 1)]
    [InlineData("sql: 'select 1 as one from {{ ref(''sales'') }} as s where s.region = ''{{ var(''far'') }}'''", 1)]
    public async Task An_authors_own_query_finds_bad_rows_of_the_table_and_of_others(string test, int bad)
    {
        _bed.Write("metrics.yml", "name: shop\nvars: {paid: paid, far: Up}\n")
            .Write(Checked, $"/*\ntests: [{{{test}, name: own}}]\n*/\nselect n from generate_series(1, 2) as n");
        await OutcomeAsync(bad == 0, "own", bad);
    }

    [Fact]
    public async Task A_test_in_a_file_of_its_own_belongs_to_the_table_it_names()
    {
        _bed.Write("shop/tests/no_dear_orders.sql",
            "/*\nmodel: fct_orders\ndescription: none is dear\n*/\nselect * from {{ this }} where amount > 10");
        var report = await _bed.RunAsync();
        Assert.StartsWith(
            "no_dear_orders: 1 bad row;", report.Outcomes.Single(o => o.Node.Name == "fct_orders").Detail, StringComparison.Ordinal);
        Assert.Equal(AttemptStatus.Skipped, report.Outcomes.Single(o => o.Node.Name == "sales").Status);
        _bed.Write("shop/tests/no_dear_orders.sql", "/*\nmodel: fct_orders\n*/\nselect * from {{ this }} where amount > 11");
        await _bed.SucceedAsync();
        _bed.Write("shop/tests/no_dear_orders.sql", "/*\nmodel: fct_order\n*/\nselect 1 from {{ ref('nothing') }} where {{ var('none') }}");
        Assert.Contains("test 'no_dear_orders' is for 'fct_order', which is not a table (did you mean 'fct_orders'?)",
            Assert.Single(_bed.Project.Problems()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/*\nmodel: fct_orders\n*/\n", ":3:3: error C103: test 'own' has no query")]
    [InlineData("/*\nmodel: fct_orders\n*/\n-- select * from {{ this }}\n/* later */ ;{# or never #}\n",
        ":3:3: error C103: test 'own' has no query")]
    [InlineData("/* model: fct_orders */", ":1:24: error C103: test 'own' has no query")]
    public void A_test_of_which_there_is_only_a_header_is_wrong_at_the_end_of_it(string text, string problem)
    {
        _bed.Write("shop/tests/own.sql", text);
        Assert.StartsWith($"shop/tests/own.sql{problem}", Assert.Single(_bed.Project.Problems()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sql: ''", "'sql' has no query")]
    [InlineData("sql: '-- select 1'", "'sql' has no query")]
    [InlineData("expression: ' '", "'expression' is empty")]
    public void So_is_one_among_other_definitions(string test, string message)
    {
        _bed.Write(Checked, $"/*\ntests: [{{{test}}}]\n*/\nselect 1 as n");
        Assert.Matches($"^shop/models/gold/checked.sql:2:[0-9]+: error C103: data test: {message}", Assert.Single(_bed.Project.Problems()));
    }

    [Fact]
    public void And_a_model_without_a_query()
    {
        _bed.Write(Checked, "/*\nkey: n\n*/\n-- to be written\n");
        Assert.StartsWith(
            "shop/models/gold/checked.sql:3:3: error C103: model 'checked' has no query", Assert.Single(_bed.Project.Problems()),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/*\nmodel: fct_orders\n*/\n\n  select 1 from {{ this }}\n  join {{ ref('sale') }} on true",
        ":6:8: error C111: ", "reads 'sale'")]
    [InlineData("/*\nmodel: fct_orders\n*/\nselect 1 from {{ this }}\nwhere x = '{{ var('payd') }}'",
        ":5:12: error C111: ", "uses var 'payd'")]
    [InlineData("/*\nmodel: fct_orders\n*/\n  select {{ reff('x') }}", ":4:10: error C102: ", "ref takes one name")]
    [InlineData("/* model: fct_orders */ select 1 from {{ ref('sale') }}", ":1:39: error C111: ", "reads 'sale'")]
    [InlineData("/*\nmodel:  fct_order\n*/\nselect 1 from {{ this }}", ":2:9: error C111: ", "is for 'fct_order'")]
    [InlineData("/* model: fct_order */ select 1 from {{ this }}", ":1:11: error C111: ", "is for 'fct_order'")]
    public void What_is_wrong_with_a_name_in_a_test_is_told_where_it_stands(string text, string place, string message)
    {
        _bed.Write("shop/tests/own.sql", text);
        var problem = Assert.Single(_bed.Project.Problems());
        Assert.StartsWith($"shop/tests/own.sql{place}", problem, StringComparison.Ordinal);
        Assert.Contains(message, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void So_is_a_var_of_a_model()
    {
        _bed.Write(Checked, "/*\nkey: n\n*/\nselect 1 as n\nwhere '{{ var('payd') }}' = ''");
        Assert.StartsWith("shop/models/gold/checked.sql:5:8: error C111", Assert.Single(_bed.Project.Problems()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error_if: '> 2'", "warned", true)]
    [InlineData("error_if: '>= 2'", "failed", false)]
    [InlineData("warn_if: '> 5', error_if: '> 5'", "passed", true)]
    [InlineData("severity: warn, warn_if: '> 1'", "warned", true)]
    [InlineData("severity: warn, warn_if: '> 2'", "passed", true)]
    [InlineData("severity: warn, error_if: '> 0'", "warned", true)]
    public async Task Thresholds_and_severity_decide_what_bad_rows_mean(string words, string status, bool publishes)
    {
        _bed.Write(Checked, $"/*\ntests: [{{expression: n > 2, {words}}}]\n*/\nselect n from generate_series(1, 4) as n");
        var report = await _bed.RunAsync();
        Assert.Equal((status, 2L),
            await _bed.ScalarAsync<(string, long)>("select status, bad_rows from ops.latest_test where model = 'checked'"));
        Assert.Equal(publishes, (await _bed.VersionsAsync()).ContainsKey("checked"));
        Assert.Equal(status == "warned",
            report.Warnings.Any(w => w.Contains("checked: expression(n > 2): 2 bad rows", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("expression: amout > 0", "expression(amout > 0)", "amout")]
    [InlineData("sql: 'select nothing from {{ this }}'", "sql", "nothing")]
    [InlineData("expression: n > 0, where: other = 1", "expression(n > 0)", "other")]
    public async Task A_test_that_cannot_run_says_where_it_stands(string test, string name, string column)
    {
        _bed.Write(Checked, $"/*\ndescription: one\ntests:\n  - {{{test}}}\n*/\nselect n from generate_series(1, 2) as n");
        var why = $"column \"{column}\" does not exist (shop/models/gold/checked.sql:4:";
        var detail = (await _bed.RunAsync()).Outcomes.Single(o => o.Node.Name == "checked").Detail;
        Assert.StartsWith($"{name} could not run: {why}", detail, StringComparison.Ordinal);
        var (status, kept) = await _bed.ScalarAsync<(string, string)>("select status, detail from ops.latest_test where model = 'checked'");
        Assert.Equal("error", status);
        Assert.StartsWith(why, kept, StringComparison.Ordinal);
        // One of severity warn says the same, and keeps nothing back.
        _bed.Write(Checked, $"/*\ndescription: one\ntests:\n  - {{{test}, severity: warn}}\n*/\nselect n from generate_series(1, 2) as n");
        Assert.Contains((await _bed.SucceedAsync()).Warnings, w => w.Contains($"{name} could not run: {why}", StringComparison.Ordinal));
        using var process = RefreshCommand.Start(_bed, "test", "--select", "checked");
        Assert.Contains($"checked: {name} could not run: {why}", (await process.EndAsync()).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*/\nselect *\nfrom {{ this }}\nwhere amount > 10\n  and amout > 0", 7)]
    [InlineData("*/ select r.*\nfrom {{ ref('regions') }} as r\njoin {{ this }} on '{{ var('paid') }}' = 'paid'\nwhere nothing = 1", 6)]
    [InlineData("*/\n\n\nselect nothing from {{ this }}", 6)]
    [InlineData("*/\n{# two\nlines #}\nselect nothing from {{ this }}", 6)]
    [InlineData("*/\nselect *\nfrom {{\n  this }}\nwhere", 7)]
    public async Task One_in_a_file_of_its_own_says_in_which_line_it_is_wrong(string rest, int line)
    {
        _bed.Write("shop/tests/no_dear_orders.sql", $"/*\nmodel: fct_orders\n{rest}\n");
        var detail = (await _bed.RunAsync()).Outcomes.Single(o => o.Node.Name == "fct_orders").Detail;
        Assert.Matches("does not exist|syntax error", detail);
        Assert.EndsWith($" (shop/tests/no_dear_orders.sql:{line}:1)", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_older_than_it_may_be_fails_with_all_that_is_built_on_it_until_it_is_new_again()
    {
        var sources = Path.Combine(_bed.Project.Path, "shop/sources.yml");
        await File.WriteAllTextAsync(
            sources, (await File.ReadAllTextAsync(sources))
            .Replace("    path: data", "    path: data\n    freshness: {warn_after: {count: 12, period: hour}, error_after: 36h}"));
        await _bed.SucceedAsync();
        var orders = Path.Combine(_bed.Project.Path, "data/orders.csv");
        File.SetLastWriteTimeUtc(orders, TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromHours(13));
        Assert.Contains((await _bed.SucceedAsync()).Warnings, w =>
            w.Contains("shop__orders: freshness(12 hours): 1 bad row", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(orders, TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromDays(2));
        var report = await _bed.RunAsync();
        Assert.StartsWith(
            "freshness(36 hours): 1 bad row", report.Outcomes.Single(o => o.Node.Name == "shop__orders").Detail, StringComparison.Ordinal);
        Assert.Equal(AttemptStatus.Skipped, await _bed.AttemptAsync("sales"));
        Assert.Equal(AttemptStatus.Unchanged, await _bed.AttemptAsync("shop__stores"));
        File.SetLastWriteTimeUtc(orders, TimeProvider.System.GetUtcNow().UtcDateTime);
        await _bed.SucceedAsync();
    }

    [Fact]
    public async Task The_age_of_a_source_may_be_that_of_its_newest_row()
    {
        var sources = Path.Combine(_bed.Project.Path, "shop/sources.yml");
        var text = await File.ReadAllTextAsync(sources);
        await File.WriteAllTextAsync(
            sources, text.Replace(
            "      - name: orders", "      - name: orders\n        loaded_at_field: at\n        freshness: {error_after: 2 days}")
            .Replace("{name: status, type: text}", "{name: status, type: text}\n          - {name: at, type: timestamp}"));
        string Orders(int hours) =>
            $"id,store_id,amount,status,at\n1,1,1.00,paid,{TimeProvider.System.GetUtcNow().AddHours(-hours):yyyy-MM-ddTHH:mm:ss}\n"
            + "2,1,1.00,paid,2020-01-01T00:00:00\n";
        _bed.Write("data/orders.csv", Orders(47));
        await _bed.SucceedAsync();
        _bed.Write("data/orders.csv", Orders(49));
        Assert.StartsWith(
            "freshness(2 days): 1 bad row", (await _bed.RunAsync()).Outcomes.Single(o => o.Node.Name == "shop__orders").Detail,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_failed_on_an_unchanged_table_stays_failed_until_its_test_passes()
    {
        _bed.Write(
            Checked, "/*\ntests:\n  - relationships: {column: store_id, to: shop__stores, field: id}\n*/\nselect 2::bigint as store_id");
        await _bed.SucceedAsync();
        _bed.Write("data/stores.csv", "id,name\n1,North\n");
        Assert.Equal(RunStatus.Partial, (await _bed.RunAsync("shop__stores", "checked")).Status);
        Assert.Equal(RunStatus.Failed, (await _bed.RunAsync("shop__stores", "checked")).Status);
        Assert.Equal(AttemptStatus.TestFailed, await _bed.AttemptAsync("checked"));
        _bed.Write("data/stores.csv", "id,name\n1,North\n2,South\n");
        await _bed.SucceedAsync("shop__stores", "checked");
    }

    [Fact]
    public async Task A_few_bad_rows_are_kept_without_what_is_dropped_or_secret_and_with_long_values_cut()
    {
        var sources = Path.Combine(_bed.Project.Path, "shop/sources.yml");
        var text = await File.ReadAllTextAsync(sources);
        await File.WriteAllTextAsync(
            sources, text.Replace(
            "columns: [{name: id, type: bigint}, {name: name, type: text}]",
            "max_rejected: 1\n"
                + "        columns: [{name: id, type: bigint}, {name: name, type: text}, "
                + "{name: email, type: text, secret: true}, {name: card, drop: true}]"));
        var csv = string.Concat(Enumerable.Range(1, 9).Select(i => $"{i},N{new string('x', 300)},mail{i}@example.org,4711\n"));
        _bed.Write("data/stores.csv", "id,name,email,card\n" + csv + "much,N,mail10@example.org,4711\n")
            .Write(
                Checked,
                "/*\nsecret: nick\ntests:\n  - {expression: id > 8, name: rows}\n"
                + "  - {sql: 'select email as contact from {{ this }}', name: own}\n*/\n"
                + "select id, name, email, 'Nick' as nick from {{ source('shop', 'stores') }}");
        await _bed.RunAsync();
        var samples = await _bed.QueryAsync<(string Test, string Row)>(
            "select test, bad_row::text from ops.test_sample where model = 'checked'");
        Assert.Equal(5, samples.Count);
        Assert.All(samples, s => Assert.Equal("rows", s.Test));
        Assert.All(samples, s => Assert.Contains($"\"N{new string('x', 199)}…\"", s.Row, StringComparison.Ordinal));
        var all = await _bed.ScalarAsync<string>(
            "select (select string_agg(s::text, ' ') from ops.test_sample s) "
            + "|| (select string_agg(r::text, ' ') from bronze.shop__stores__rejected r) "
            + "|| (select string_agg(m::text, ' ') from ops.model_run m)");
        Assert.DoesNotContain("example.org", all, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", all, StringComparison.Ordinal);
        Assert.DoesNotContain("Nick", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_latest_results_are_those_of_the_tests_there_are()
    {
        _bed.Write(
            Checked,
            "/*\ntests: [{expression: n > 0, name: positive}, {expression: n < 9, name: small}]\n*/\n"
                + "select n from generate_series(1, 4) as n");
        await _bed.SucceedAsync();
        await _bed.SucceedAsync();
        Assert.Equal(["positive", "small"], await LatestAsync());
        _bed.Write(Checked, "/*\ntests: [{expression: n > 0, name: positive}]\n*/\nselect n from generate_series(1, 4) as n");
        await _bed.SucceedAsync();
        Assert.Equal(["positive"], await LatestAsync());
        _bed.Write(Checked, "/**/ select n from generate_series(1, 4) as n");
        await _bed.SucceedAsync();
        Assert.Empty(await LatestAsync());
        File.Delete(Path.Combine(_bed.Project.Path, "shop/models/gold/sales.sql"));
        await _bed.SucceedAsync();
        Assert.Empty(await _bed.QueryAsync<string>("select test from ops.latest_test where model = 'sales'"));
    }

    [Theory]
    [InlineData("row_count: {}", "it has no bound")]
    [InlineData("no_sums: {of: []}", "it has no columns to add up")]
    [InlineData("no_sums: {of: [n], by: [n]}", "'by' needs 'in'")]
    [InlineData("no_sums: {of: [n], on: n}", "'on'")]
    [InlineData("row_count: {max_drop: half}", "'max_drop' must be a number such as 0.01, or a share such as 5%")]
    [InlineData("expression: n > 0, error_if: many", "'error_if' must be a comparison with the number of bad rows")]
    [InlineData("reconciliation: {sum: n, to: nowhere}", "a test of 'checked' reads 'nowhere', which is not a table")]
    [InlineData("sql: 'select {{ var(''none'') }}'", "test 'sql' of 'checked' uses var 'none'")]
    [InlineData("sql: 'select {% if %}'", "{% … %} is not supported")]
    public void What_is_no_test_is_refused_with_its_place(string test, string message)
    {
        _bed.Write(Checked, $"/*\ntests: [{{{test}}}]\n*/\nselect 1 as n");
        var problem = Assert.Single(_bed.Project.Problems());
        Assert.Contains(message, problem, StringComparison.Ordinal);
        Assert.StartsWith("shop/models/gold/checked.sql:2:", problem, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();

    private void Write(string test, string rows) =>
        _bed.Write(Checked, $"/*\ntests: [{{{test}}}]\n*/\nselect n from generate_series(1, {rows["rows: ".Length..]}) as n");

    private Task<IReadOnlyList<string>> LatestAsync() =>
        _bed.QueryAsync<string>("select test from ops.latest_test where model = 'checked' order by test");

    private async Task OutcomeAsync(bool passes, string? name = null, int bad = 1)
    {
        var report = await _bed.RunAsync();
        var outcome = report.Outcomes.Single(o => o.Node.Name == "checked");
        Assert.Equal(passes ? AttemptStatus.Published : AttemptStatus.TestFailed, outcome.Status);
        if (!passes && name is not null)
            Assert.StartsWith($"{name}: {bad} bad {(bad == 1 ? "row;" : "rows;")}", outcome.Detail, StringComparison.Ordinal);
    }
}
