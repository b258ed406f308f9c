using Metrics.Answering.Admission;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Planning;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Sql;

namespace Metrics.Answering.Answers;

/// <summary>Answers questions from tables that are not published yet, with the definitions that will be published with them.</summary>
/// <param name="catalog">The catalog, bound to those tables.</param>
/// <param name="tables">The tables by model: built, but perhaps not published yet.</param>
/// <param name="engine">Runs statements.</param>
public sealed class UnpublishedLayer(Catalog catalog, IReadOnlyDictionary<string, PublishedTable> tables, AdmittedEngine engine)
{
    /// <summary>The tables that a question reads; refused when it cannot be asked.</summary>
    public Outcome<IReadOnlyList<string>> Tables(MetricQuery query) => TouchedTables.Of(catalog, query, []);

    /// <summary>The rows of a question; they are not cached.</summary>
    public async Task<Outcome<ResultTable>> AnswerAsync(MetricQuery query, AnswerLimits limits, CancellationToken ct)
    {
        var resolution = QueryResolver.Resolve(catalog, query, []);
        if (!resolution.Succeeded(out var resolved))
            return Outcome<ResultTable>.Refused(resolution.Diagnostics);
        var models = TouchedTables.Of(catalog, resolved).ToList();
        if (models.Find(m => !tables.ContainsKey(m)) is { } missing)
            return Outcome<ResultTable>.Refused(new Diagnostic(DiagnosticCode.NotReady, $"table '{missing}' has no version to read"));
        var read = models.ToDictionary(m => m, m => tables[m], StringComparer.Ordinal);
        var compiled = CompiledQuestion.Of(catalog, new TableBindings(catalog, read), resolved, limits.MaxRows + 1L, engine.Dialect);
        return await engine.ExecuteAsync(compiled.Statement, resolved.Columns, query.TimeZone, limits, query.Limit, ct);
    }
}
