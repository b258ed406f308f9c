using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Engine;

namespace Metrics.Semantic.Binding;

/// <summary>
/// Checks tables whose rows are valid for a period: if two rows of one entity are valid at the same time, a fact of that time matches both
/// and is counted twice.
/// </summary>
internal sealed class ValidityChecks(IDescriber describe)
{
    /// <summary>Natural entities with overlapping rows, by model and name; one that cannot be checked is reported elsewhere.</summary>
    public async Task<IReadOnlyList<(string Model, string Entity)>> OverlapsAsync(
        IEnumerable<SemanticModel> models, IReadOnlyDictionary<string, BindableTable> tables, CancellationToken ct)
    {
        var overlaps = new List<(string, string)>();
        foreach (var model in models.OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            if (model.Validity is not var (start, end))
                continue;
            foreach (var entity in model.Entities.Where(e => e.Kind == EntityKind.Natural))
            {
                if (await describe.OverlapsAsync(tables[model.Table].Source, entity.Expr, start.Expr, end.Expr, ct))
                    overlaps.Add((model.Name, entity.Name));
            }
        }

        return overlaps;
    }

    /// <summary>The error about such an entity, at its place.</summary>
    public static Diagnostic Problem(SemanticModel model, Entity entity) => new(
        DiagnosticCode.OverlappingValidity,
        $"entity '{entity.Name}' of semantic model '{model.Name}' is natural, but '{model.Table}' has rows of the same {entity.Name} "
            + "whose validity overlaps",
        entity.Location,
        $"fix the table so that each row ends where the next begins ('{model.Validity?.End.Name}' is exclusive); "
            + "until then nothing is joined to it");
}
