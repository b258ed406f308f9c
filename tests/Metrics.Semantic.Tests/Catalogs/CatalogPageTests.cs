using System.Text.RegularExpressions;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary>Every example of <c>docs/catalog.md</c>, as one catalog over real tables.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed partial class CatalogPageTests : IAsyncLifetime
{
    private const string Tables =
        """
        create table store.dim_store_v1 (store_id int primary key, country text, opened_on date);
        insert into store.dim_store_v1 values (1, 'ES', '2020-01-01'), (2, 'PT', '2021-01-01');
        create table store.fct_orders_v1 (order_id int primary key, store_id int, customer_id int, ordered_at timestamp,
          status text, amount numeric(12,2), is_gift boolean);
        insert into store.fct_orders_v1 values
          (1, 1, 1, '2026-01-05 10:00', 'paid', 150, true), (2, 1, 2, '2026-02-05 10:00', 'paid', 250, false),
          (3, 2, 1, '2026-02-06 10:00', 'paid', 20, false), (4, 2, 3, '2026-02-07 10:00', 'paid', 40, null),
          (5, 2, 3, '2026-02-07 11:00', 'refused', 999, false);
        create table store.dim_customer_tier_v1 (customer_id int, tier text, valid_from timestamp, valid_to timestamp);
        insert into store.dim_customer_tier_v1 values
          (1, 'new', '2026-01-01', '2026-02-01'), (1, 'gold', '2026-02-01', null), (2, 'new', '2026-01-01', null);
        create table store.fct_balance_v1 (account_id int, day date, balance numeric(12,2));
        insert into store.fct_balance_v1 values (1, '2026-01-01', 10), (1, '2026-01-02', 20), (2, '2026-01-01', 5);
        create table store.fct_visits_v1 (visit_id int primary key, customer_id int, visited_at timestamp, device text);
        insert into store.fct_visits_v1 values
          (1, 1, '2026-01-01 09:00', 'phone'), (2, 1, '2026-02-05 09:00', 'desk'), (3, 9, '2026-02-05 09:00', 'phone');
        create table store.time_spine_day_v1 (date_day date primary key, selling_season text, fiscal_year int);
        insert into store.time_spine_day_v1
        select d, case when extract(month from d) < 7 then 'spring' else 'autumn' end, extract(year from d)
        from generate_series(date '2026-01-01', date '2026-12-31', interval '1 day') d;
        """;

    private static readonly string _page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "catalog.md"));

    private SemanticBed _bed = null!;

    public async Task InitializeAsync()
    {
        _bed = await SemanticBed.StartAsync(Tables, "semantic_models: []");
        await _bed.BindAsync(Catalog, DiagnosticCode.AuthoredFormula);
    }

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task Every_metric_is_answered_or_said_to_be_for_later()
    {
        Assert.True(_bed.Catalog.Metrics.Count > 20);
        foreach (var metric in _bed.Catalog.Metrics.Values)
        {
            var query = new MetricQuery { Metrics = [new MetricRequest(metric.Name)] };
            var outcome = await _bed.AskAsync(query);
            // Some have a value only by time.
            if (outcome.Diagnostics.Any(d => d.Code == DiagnosticCode.NoMetricTime))
                outcome = await _bed.AskAsync(query with { GroupBy = [new GroupByRequest("metric_time__month")] });
            Assert.True(
                outcome.Succeeded(out _) || outcome.Diagnostics.All(d => d.Code == DiagnosticCode.NotYet),
                $"{metric.Name}: {outcome.Diagnostics}");
        }
    }

    [Fact]
    public async Task Its_questions_are_answered_as_it_says()
    {
        var (questions, answers) = (Blocks("json"), Blocks("text"));
        Assert.NotEmpty(questions);
        Assert.Equal(questions.Count, answers.Count);
        foreach (var (question, answer) in questions.Zip(answers))
            Assert.Equal(answer.Trim().Split('\n'), (await _bed.RowsAsync(question)).Select(r => r.TrimEnd()));
    }

    [Fact]
    public void It_names_every_rule()
    {
        var named = Code().Matches(_page[_page.IndexOf("### Rules", StringComparison.Ordinal)..]).Select(m => m.Groups["name"].Value)
            .ToHashSet();
        Assert.Empty(ManifestCheck.Rules.Except(named));
    }

    // The formula that is taken as SQL is told of, as the page says; everything else without a word.
    private static string Catalog
    {
        get
        {
            var yaml = string.Join("\n---\n", Blocks("yaml"));
            var problem = Assert.Single(CatalogFiles.Load(("shop/semantic/shop.yml", yaml)).Diagnostics);
            Assert.Equal(DiagnosticCode.AuthoredFormula, problem.Code);
            return yaml;
        }
    }

    private static List<string> Blocks(string language) =>
        Block().Matches(_page).Where(m => m.Groups["language"].Value == language).Select(m => m.Groups["text"].Value).ToList();

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("`(?<name>\\w+)`")]
    private static partial Regex Code();
}
