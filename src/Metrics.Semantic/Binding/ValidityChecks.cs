using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Engine;

namespace Metrics.Semantic.Binding;

/// <summary>
/// Asks tables whose rows hold for a while whether two rows of one thing ever hold at once: a fact of such a time would find both and be
/// counted twice.
/// </summary>
internal sealed class ValidityChecks(IDescriber describe)
{
    /// <summary>Natural entities with overlapping rows, by model and name; what cannot be asked is reported elsewhere.</summary>
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

    /// <summary>What is wrong with an entity, at its place.</summary>
    public static Diagnostic Problem(SemanticModel model, Entity entity) => new(
        DiagnosticCode.OverlappingValidity,
        $"entity '{entity.Name}' of semantic model '{model.Name}' is natural, but '{model.Table}' has rows of one {entity.Name} "
            + "that hold at the same time",
        entity.Location,
        $"mend the table so that each row ends where the next begins ('{model.Validity?.End.Name}' is exclusive); "
            + "until then nothing is joined to it");
}
