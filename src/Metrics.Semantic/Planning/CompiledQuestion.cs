using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Rewrites;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Planning;

/// <summary>A resolved question as a plan, and as the statement that carries it out.</summary>
/// <param name="Plan">The steps.</param>
/// <param name="Select">The plan as a SQL tree.</param>
/// <param name="Statement">The tree as text, with parameters.</param>
internal sealed record CompiledQuestion(PlanNode Plan, SqlSelect Select, SqlStatement Statement)
{
    private static readonly PlanRewriter[] Passes = [new MergeScans(), new PassFences()];

    /// <summary>
    /// The part of an author's SQL in it whose value changes from one execution to the next, such as <c>now()</c>; null when there is none.
    /// </summary>
    public string? Passing { get; } = AuthoredTexts.FirstPassing(Select);

    /// <summary>Plans a question over these tables, rewrites the plan, and writes its statement.</summary>
    /// <param name="catalog">The catalog that defines its names.</param>
    /// <param name="tables">The tables to read.</param>
    /// <param name="resolved">The question.</param>
    /// <param name="limit">The most rows that the engine may return.</param>
    /// <param name="dialect">The engine's dialect.</param>
    public static CompiledQuestion Of(Catalog catalog, TableBindings tables, ResolvedQuery resolved, long? limit, IDialect dialect)
    {
        var (plan, select) = PlanOf(catalog, tables, resolved, limit);
        return new CompiledQuestion(plan, select, dialect.Write(select));
    }

    /// <summary>The same without a dialect's text.</summary>
    public static (PlanNode Plan, SqlSelect Select) PlanOf(Catalog catalog, TableBindings tables, ResolvedQuery resolved, long? limit)
    {
        var plan = Passes.Aggregate(new Planner(catalog, tables).Plan(resolved, limit), (made, pass) => made.Accept(pass));
        return (plan, FlattenSelects.Of(SqlBuilder.Build(plan)));
    }

    /// <summary>The statement with another limit of rows.</summary>
    public SqlStatement Within(long? limit, IDialect dialect) => dialect.Write(Select with { Limit = limit });
}
