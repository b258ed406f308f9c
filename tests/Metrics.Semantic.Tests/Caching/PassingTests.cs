using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Tests.Caching;

/// <summary>What gives something else each time is found wherever an author may write it, and its answers are not kept.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class PassingTests(PassingBed bed) : IClassFixture<PassingBed>
{
    internal const string Tables =
        """
        create table store.shop_v1 (shop text primary key, opened date);
        insert into store.shop_v1 values ('A', '2020-01-01');
        create table store.sale_v1 (id int primary key, shop text, amount int, day date);
        insert into store.sale_v1 values (1, 'A', 5, '2026-01-01');
        """;

    internal const string Yaml =
        """
        semantic_models:
          - name: sales
            model: ref('sale')
            entities: [{name: sale, type: primary, expr: id}, {name: shop, type: foreign}]
            dimensions:
              - {name: is_old, type: categorical, expr: "day < current_date"}
              - {name: said, type: categorical, expr: "'current_date'::text"}
            measures:
              - {name: amount, agg: sum}
              - {name: lately, agg: sum, expr: "case when day > now() then amount end"}
          - name: shops
            model: ref('shop')
            entities: [{name: shop, type: primary}]
            dimensions: [{name: opened_at, type: categorical, expr: opened},
              {name: age, type: categorical, expr: "age(opened)::text"}, {name: shop_name, type: categorical, expr: shop}]
        metrics:
          - {name: amount, type: simple, type_params: {measure: amount}}
          - {name: lately, type: simple, type_params: {measure: lately}}
          - {name: chance, type: derived, type_params: {expr: "amount * random()", metrics: [amount]}}
          - {name: recent, type: simple, type_params: {measure: amount}, filter: "{{ Dimension('sale__said') }} < 'now'::timestamptz::text"}
          - {name: since, type: simple, type_params: {measure: amount},
            filter: "age({{ Dimension('shop__opened_at') }}) > interval '1 day'"}
        """;

    [Theory]
    [InlineData("""{"metrics": ["amount"]}""", true)]
    [InlineData("""{"metrics": ["amount"], "group_by": ["sale__said"]}""", true)]
    [InlineData("""{"metrics": ["amount"], "group_by": ["shop__shop_name"]}""", true)]
    [InlineData("""{"metrics": ["lately"]}""", false)]
    [InlineData("""{"metrics": ["amount"], "group_by": ["sale__is_old"]}""", false)]
    [InlineData("""{"metrics": ["amount"], "where": ["sale__is_old"]}""", false)]
    [InlineData("""{"metrics": ["amount"], "group_by": ["shop__age"]}""", false)]
    [InlineData("""{"metrics": ["chance"]}""", false)]
    [InlineData("""{"metrics": ["recent"]}""", false)]
    [InlineData("""{"metrics": ["since"]}""", false)]
    [InlineData("""{"metrics": ["amount", "lately"], "group_by": ["shop__shop_name"]}""", false)]
    [InlineData("""{"metrics": ["amount"], "where": ["{{ Metric('lately', group_by=['shop']) }} is null"]}""", false)]
    [InlineData("""{"group_by": ["shop__age"]}""", false)]
    public async Task An_answer_is_kept_unless_something_in_it_passes(string json, bool isKept)
    {
        var answer = await bed.Bed.AnswerAsync(json);
        Assert.Equal(isKept, answer.IsOfVersions);
        Assert.Equal(!isKept, answer.Meta.Warnings.Any(w => w.Contains("gives a different value each time", StringComparison.Ordinal)));
    }
}

/// <summary>The tables and the catalog that the tests share.</summary>
public sealed class PassingBed : IAsyncLifetime
{
    internal SemanticBed Bed { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Bed = await SemanticBed.StartAsync(PassingTests.Tables, "semantic_models: []");
        await Bed.BindAsync(PassingTests.Yaml, DiagnosticCode.AuthoredFormula);
    }

    public async Task DisposeAsync() => await Bed.DisposeAsync();
}
