using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Engines.Postgres;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Rewrites;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Planning;

/// <summary>A settled question as a plan, and as the statement that carries it out.</summary>
/// <param name="Plan">What is to be done.</param>
/// <param name="Select">The same as SQL.</param>
/// <param name="Statement">The same as text.</param>
internal sealed record CompiledQuestion(PlanNode Plan, SqlSelect Select, SqlStatement Statement)
{
    private static readonly PlanRewriter[] Passes = [new MergeScans(), new PassFences()];

    /// <summary>What an author wrote into it that gives something else each time, such as <c>now()</c>; null for nothing.</summary>
    public string? Passing { get; } = AuthoredTexts.FirstPassing(Select);

    /// <summary>Plans a question over these tables, improves the plan, and writes its statement.</summary>
    /// <param name="catalog">What its names mean.</param>
    /// <param name="tables">The tables to read.</param>
    /// <param name="resolved">The question.</param>
    /// <param name="limit">How many rows the engine may give.</param>
    public static CompiledQuestion Of(Catalog catalog, TableBindings tables, ResolvedQuery resolved, long? limit)
    {
        var plan = Passes.Aggregate(new Planner(catalog, tables).Plan(resolved, limit), (made, pass) => made.Accept(pass));
        var select = FlattenSelects.Of(SqlBuilder.Build(plan));
        return new CompiledQuestion(plan, select, PostgresDialect.Render(select));
    }

    /// <summary>The statement with another number of rows that the engine may give.</summary>
    public SqlStatement Within(long? limit) => PostgresDialect.Render(Select with { Limit = limit });
}
