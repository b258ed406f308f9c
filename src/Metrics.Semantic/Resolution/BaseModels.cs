using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>Chooses the model whose rows a question without metrics starts from: the one with the shortest paths to all names.</summary>
internal static class BaseModels
{
    public static Outcome<SemanticModel> Choose(Catalog catalog, IReadOnlyList<string> names)
    {
        SemanticModel? best = null;
        (int Links, int Joins, int Foreign) least = default;
        var ambiguous = new HashSet<string>(StringComparer.Ordinal);
        var reached = new HashSet<string>(StringComparer.Ordinal);
        foreach (var model in catalog.Models.Values.OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            var matches = names.Select(n => Match(catalog, model, n)).ToList();
            foreach (var (name, match) in names.Zip(matches))
            {
                if (match.Count > 0)
                    reached.Add(name);
                if (match.Count > 1)
                    ambiguous.Add(name);
            }

            if (!matches.TrueForAll(m => m.Count == 1))
                continue;
            var found = matches.ConvertAll(m => m[0]);
            // For an entity, the best model is one that has a single row for each.
            var cost = (
                found.Sum(r => r.Links.Count), found.Sum(r => r.Path.Count),
                found.Count(r => r.Role == ColumnRole.Entity && r.Path.Count == 0 && !model.IsUniqueBy(r.Element)));
            if (best is null || cost.CompareTo(least) < 0)
                (best, least) = (model, cost);
        }

        return best is not null ? Outcome<SemanticModel>.Of(best) : Refused(catalog, names, reached, ambiguous);
    }

    private static IReadOnlyList<Reachable> Match(Catalog catalog, SemanticModel model, string name)
    {
        var reach = Reach.Of(catalog, model, null);
        return AskedName.Readings(name, catalog).Select(reach.Match).FirstOrDefault(m => m.Count > 0) ?? [];
    }

    private static Outcome<SemanticModel> Refused(
        Catalog catalog, IReadOnlyList<string> names, HashSet<string> reached, HashSet<string> ambiguous)
    {
        var known = new Lazy<List<string>>(
            () => [.. catalog.Models.Values.SelectMany(m => Reach.Of(catalog, m, null).All).Select(r => r.Name).Distinct()]);
        var unknown = names.Where(n => !reached.Contains(n)).ToList();
        if (unknown.Count > 0)
        {
            return Outcome<SemanticModel>.Refused(unknown.Select(n => LeftOutNames.NoDimension(catalog, n, known.Value)));
        }

        return names.FirstOrDefault(ambiguous.Contains) is { } unclear
            ? Outcome<SemanticModel>.Refused(
                new Diagnostic(
                    DiagnosticCode.AmbiguousPath, $"'{unclear}' can be reached in several ways",
                    Hint: "name the join path by its entities"))
            : Outcome<SemanticModel>.Refused(new Diagnostic(
                DiagnosticCode.UnreachableDimension, $"no model reaches all of {NameList.Of(names)}",
                Hint: "ask for them in separate queries, or with a metric that they all belong to"));
    }
}
