using Metrics.Domain.Diagnostics;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Externals;
using Metrics.Semantic.Tests.Publications;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary>Rows that hold for a while are joined to only where no two of one thing hold at once.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class ValidityTests : IAsyncLifetime
{
    private const string ByTier = """{"metrics": ["sales"], "group_by": ["customer__tier"]}""";

    private const string Yaml =
        """
        semantic_models:
          - name: sales
            model: ref('sale')
            defaults: {agg_time_dimension: at}
            entities: [{name: sale, type: primary}, {name: customer, type: foreign}]
            dimensions: [{name: at, type: time, type_params: {time_granularity: second}}]
            measures: [{name: sale_count, agg: count, expr: sale}]
          - name: tiers
            model: ref('tier')
            primary_entity: customer_tier
            entities: [{name: customer, type: natural}]
            dimensions:
              - {name: tier, type: categorical}
              - {name: since, type: time, type_params: {time_granularity: second, validity_params: {is_start: true}}}
              - {name: until, type: time, type_params: {time_granularity: second, validity_params: {is_end: true}}}
        metrics:
          - {name: sales, type: simple, type_params: {measure: sale_count}}
        """;

    private const string Sales =
        """
        create table store.sale_v1 (sale int primary key, customer int, at timestamp);
        insert into store.sale_v1 values (1, 1, '2026-01-05'), (2, 1, '2026-02-05'), (3, 2, '2026-02-06'), (4, 3, '2026-02-07');

        """;

    // Windows that touch, that never hold, that have no beginning, that are nobody's: none of them overlaps.
    private const string Sound =
        """
        (1, 'new', '2026-01-01', '2026-02-01'), (1, 'gold', '2026-02-01', null),
        (1, 'never', '2026-03-01', '2026-03-01'), (1, 'backwards', '2026-04-01', '2026-01-01'),
        (2, 'new', '2026-01-01', null), (2, 'unknown', null, null), (null, 'a', '2026-01-01', null), (null, 'b', '2026-01-01', null)
        """;

    private SemanticBed _bed = null!;

    public async Task InitializeAsync() => _bed = await SemanticBed.StartAsync($"{Sales}{Tiers("tier_v1", Sound)}", Yaml);

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task Windows_that_only_touch_are_joined_to() =>
        Assert.Equal(["gold | 1", "new | 2", " | 1"], await _bed.RowsAsync(ByTier));

    [Theory]
    [InlineData("(1, 'new', '2026-01-01', '2026-02-06'), (1, 'gold', '2026-02-01', null)")]
    [InlineData("(1, 'new', '2026-01-01', null), (1, 'gold', '2026-02-01', null)")]
    [InlineData("(1, 'new', '2026-02-01', '2026-03-01'), (1, 'new', '2026-02-01', '2026-03-01')")]
    [InlineData("(1, 'all', '2026-01-01', '2027-01-01'), (1, 'a', '2026-01-01', '2026-01-02'), (1, 'b', '2026-06-01', '2026-07-01')")]
    public async Task Where_two_rows_of_one_thing_hold_at_once_nothing_is_joined_to_them(string rows)
    {
        await _bed.Data.ExecuteAsync(Tiers("tier_v2", rows));
        await _bed.PublishAsync(2);
        await _bed.BindAsync(Yaml, DiagnosticCode.OverlappingValidity);
        var problem = Assert.Single(_bed.Catalog.Diagnostics, d => d.Code == DiagnosticCode.OverlappingValidity);
        Assert.StartsWith(
            "shop/semantic/shop.yml:11:16: error C153: entity 'customer' of semantic model 'tiers' is natural, but 'tier' has "
                + "rows of the same customer whose validity overlaps",
            problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(DiagnosticCode.UnreachableDimension, Assert.Single(await _bed.RefusalAsync(ByTier)).Code);
        // What needs no join is answered as before, and so is the table by itself.
        Assert.Equal(["4"], await _bed.RowsAsync("""{"metrics": ["sales"]}"""));
        Assert.NotEmpty(await _bed.RowsAsync("""{"group_by": ["customer_tier__tier"]}"""));

        await _bed.Data.ExecuteAsync(Tiers("tier_v3", Sound));
        await _bed.PublishAsync(3);
        await _bed.BindAsync(Yaml);
        Assert.Equal(["gold | 1", "new | 2", " | 1"], await _bed.RowsAsync(ByTier));
    }

    [Fact]
    public async Task Of_a_table_of_many_versions_only_the_rows_of_one_count()
    {
        await _bed.Data.ExecuteAsync(
            """
            create table store.grown (customer int, tier text, since timestamp, until timestamp, _v_from bigint not null, _v_to bigint);
            insert into store.grown values
              (1, 'new', '2026-01-01', null, 1, 2), (1, 'new', '2026-01-01', '2026-02-01', 2, null),
              (1, 'gold', '2026-02-01', null, 2, 3), (1, 'gold', '2026-01-20', null, 3, null);
            """);
        async Task<bool> OverlapsAsync(long version)
        {
            BindableTable[] tables =
            [
                new("sale", "sale_v1", [new("sale", "integer"), new("customer", "integer"), new("at", "timestamp")], [["sale"]]),
                new(
                    "tier", "grown",
                    [new("customer", "integer"), new("tier", "text"), new("since", "timestamp"), new("until", "timestamp")], [])
                {
                    RowsAt = version,
                },
            ];
            var bound = await CatalogBinding.DescribeAsync(
                CatalogFiles.Load(("shop/semantic/shop.yml", Yaml)), tables, new PostgresStore(_bed.Data), default);
            return bound.Catalog.Diagnostics.Any(d => d.Code == DiagnosticCode.OverlappingValidity);
        }

        Assert.False(await OverlapsAsync(1));
        Assert.False(await OverlapsAsync(2));
        Assert.True(await OverlapsAsync(3));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tables_of_a_plain_schema_are_checked_too_unless_their_author_is_to_be_believed(bool declared)
    {
        await _bed.Data.ExecuteAsync(
            "create schema analytics; create table analytics.sale as select * from store.sale_v1;"
                + Tiers("tier", "(1, 'new', '2026-01-01', null), (1, 'gold', '2026-02-01', null)")
                    .Replace("store.", "analytics.", StringComparison.Ordinal));
        var source =
            CatalogFiles.Load(("shop/semantic/shop.yml", Yaml)).Source with { External = new ExternalSchema("analytics", declared) };
        var catalog = (await CatalogBinding.DescribeAsync(CatalogLoader.Load(source), [], new PostgresStore(_bed.Data), default)).Catalog;
        var entity = catalog.Models["tiers"].Entities.Single();
        Assert.Equal(declared ? (EntityKind.Natural, true) : (EntityKind.Foreign, false), (entity.Kind, entity.Repeats));
        Assert.Equal(!declared, catalog.Diagnostics.Any(d => d.Code == DiagnosticCode.OverlappingValidity));
    }

    private static string Tiers(string table, string rows) =>
        $"create table store.{table} (customer int, tier text, since timestamp, until timestamp); insert into store.{table} values {rows};";
}
