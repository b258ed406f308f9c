namespace Metrics.Semantic.Tests.Engines.DuckDb;

/// <summary>Quotients of quotients are written once each, however many there are.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class QuotientChainTests
{
    [Fact]
    public async Task A_formula_of_many_divisions_is_as_long_as_it_is()
    {
        await using var bed = await SemanticBed.StartAsync(
            "create table store.row_v1 (id int primary key, a numeric(12,2), b numeric(12,2)); insert into store.row_v1 values (1, 10, "
            + "3), (2, -7.5, 1.1);",
            """
            semantic_models:
              - name: row
                model: ref('row')
                entities: [{name: row, type: primary, expr: id}]
                measures: [{name: a, agg: sum, create_metric: true}, {name: b, agg: sum, create_metric: true}]
            metrics:
              - {name: chain, type: derived, type_params: {expr: "DIVIDED", metrics: [a, b]}}
            """.Replace("DIVIDED", "a" + string.Concat(Enumerable.Repeat(" / b", 40)), StringComparison.Ordinal));
        foreach (var question in new[] { """{"metrics": ["chain"]}""", """{"metrics": ["chain"], "group_by": ["row"]}""" })
        {
            Assert.NotEmpty(await bed.RowsAsync(question));
            Assert.Null(bed.Engines.LastReason);
        }
    }
}
