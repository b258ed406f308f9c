using System.Collections.Frozen;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>
/// Names that differ stay different in GraphQL, where underscores are removed. Those that do not are left out there, because a field could
/// mean either; REST has both.
/// </summary>
internal static class FieldCollisions
{
    public static IEnumerable<Finding> Check(RuleContext context)
    {
        var set = context.Set;
        return
        [
            .. Collisions(Columns(set), FieldNames.Words),
            .. Collisions(set.SavedQueries.Select(q => new Named(q.Name, $"saved query '{q.Name}'", q.Location)), FieldNames.OfQueries),
            .. set.SavedQueries.SelectMany(q => Collisions(ColumnsOf(q), FrozenSet<string>.Empty)),
        ];
    }

    private static IEnumerable<Named> Columns(DefinitionSet set) => set.Metrics
        .Select(m => new Named(m.Name, $"metric '{m.Name}'", m.Location))
        .Concat(set.Models.SelectMany(m => Reached(set, m, m.PrimaryEntity is { } own ? own + "__" : null, "", null, 2)));

    // The paths that NameResolver follows: own dimensions by the primary entity, then entity by entity.
    private static IEnumerable<Named> Reached(
        DefinitionSet set, SemanticModel model, string? prefix, string path, string? through, int hops)
    {
        foreach (var dimension in prefix is null ? default : model.Dimensions)
            yield return new Named(prefix + dimension.Name, $"dimension '{prefix}{dimension.Name}'", dimension.Location);
        foreach (var entity in model.Entities.Where(e => e.Name != through))
        {
            yield return new Named(path + entity.Name, $"entity '{path}{entity.Name}'", entity.Location);
            if (hops == 0)
                continue;
            var next = $"{path}{entity.Name}__";
            foreach (var target in set.Models.Where(t => t.Name != model.Name && t.IsUniqueBy(entity.Name)))
            {
                foreach (var further in Reached(set, target, next, next, entity.Name, hops - 1))
                    yield return further;
            }
        }
    }

    private static IEnumerable<Named> ColumnsOf(SavedQuery saved) => saved.Query.GroupBy.Select(g => g.Column)
        .Concat(saved.Query.Metrics.Select(m => m.Column))
        .Select((c, i) => new Named(c, $"{Nth(i)} column '{c}' of saved query '{saved.Name}'", saved.Location));

    // The number distinguishes two columns of one name.
    private static string Nth(int index) => $"{index + 1}.";

    private static IEnumerable<Finding> Collisions(IEnumerable<Named> names, IReadOnlySet<string> reserved)
    {
        // An entity on many paths counts once; a metric and an entity of one name count as two.
        foreach (var field in names.DistinctBy(n => (n.Name, n.What)).GroupBy(n => FieldNames.Camel(n.Name)))
        {
            var all = field.ToList();
            foreach (var named in all.Where(_ => all.Count > 1 || reserved.Contains(field.Key)))
            {
                var other = all.Find(n => n != named);
                var why = other is null ? "a reserved word there" : $"also the name of {other.What} ({other.At})";
                yield return new Finding(null, new Diagnostic(
                    DiagnosticCode.FieldCollision, $"{named.What} would be '{field.Key}' in GraphQL, {why}; it is not shown there",
                    named.At, "rename one of them, or ask over REST"));
            }
        }
    }

    private sealed record Named(string Name, string What, SourceLocation At);
}
