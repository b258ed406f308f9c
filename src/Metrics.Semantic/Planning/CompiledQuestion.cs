using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
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
    /// <param name="dialect">How the engine spells it.</param>
    public static CompiledQuestion Of(Catalog catalog, TableBindings tables, ResolvedQuery resolved, long? limit, IDialect dialect)
    {
        var (plan, select) = PlanOf(catalog, tables, resolved, limit);
        return new CompiledQuestion(plan, select, dialect.Write(select));
    }

    /// <summary>The same in no engine's spelling.</summary>
    public static (PlanNode Plan, SqlSelect Select) PlanOf(Catalog catalog, TableBindings tables, ResolvedQuery resolved, long? limit)
    {
        var plan = Passes.Aggregate(new Planner(catalog, tables).Plan(resolved, limit), (made, pass) => made.Accept(pass));
        return (plan, FlattenSelects.Of(SqlBuilder.Build(plan)));
    }

    /// <summary>The statement with another number of rows that the engine may give.</summary>
    public SqlStatement Within(long? limit, IDialect dialect) => dialect.Write(Select with { Limit = limit });
}
