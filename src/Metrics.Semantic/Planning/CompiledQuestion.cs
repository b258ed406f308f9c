using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Engines.Postgres;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Rewrites;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Planning;

/// <summary>A settled question as a plan, and as the statement that carries it out.</summary>
internal sealed record CompiledQuestion(PlanNode Plan, SqlStatement Statement)
{
    private static readonly PlanRewriter[] Passes = [new MergeScans(), new PassFences()];

    /// <summary>Plans a question over these tables, improves the plan, and writes its statement.</summary>
    /// <param name="catalog">What its names mean.</param>
    /// <param name="tables">The tables to read.</param>
    /// <param name="resolved">The question.</param>
    /// <param name="limit">How many rows the engine may give.</param>
    public static CompiledQuestion Of(Catalog catalog, TableBindings tables, ResolvedQuery resolved, long? limit)
    {
        var plan = Passes.Aggregate(new Planner(catalog, tables).Plan(resolved, limit), (made, pass) => made.Accept(pass));
        return new CompiledQuestion(plan, PostgresDialect.Render(FlattenSelects.Of(SqlBuilder.Build(plan))));
    }
}
