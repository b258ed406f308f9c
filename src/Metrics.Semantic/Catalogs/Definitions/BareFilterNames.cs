using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Explains the error of a name written in a filter without braces, and how to write it.</summary>
internal static class BareFilterNames
{
    private const int MostNear = 3;

    /// <summary>The filters that an author gave a metric or saved query.</summary>
    public static IReadOnlyList<AuthorFilter> Of(DefinitionSet set, DefinitionKey key) => key.Kind == DefinitionKind.Metric
        ? [.. set.Metrics.Where(m => m.Name == key.Name).Take(1).SelectMany(MetricFilters.Of)]
        : [.. set.SavedQueries.Where(q => q.Name == key.Name).Take(1).SelectMany(q => q.AuthorFilters)];

    /// <summary>The error about such a name, at the filter's place.</summary>
    public static Finding Problem(NameIndex names, DefinitionKey by, AuthorFilter filter, string bare)
    {
        var near = Near(names, by, bare);
        var written = near.Count == 0 ? null
            : near[0] == NameIndex.MetricTime ? $"TimeDimension('{near[0]}', 'day')"
            : near[0].Contains("__", StringComparison.Ordinal) ? $"Dimension('{near[0]}')" : $"Entity('{near[0]}')";
        return new Finding(by, new Diagnostic(
            DiagnosticCode.UnknownName, $"{by}: its filter has '{bare}' without braces, and no column has that name",
            filter.At,
            written is null ? $"write names in braces ({{{{ Dimension('entity__dimension') }}}}), texts in single quotes ('{bare}')"
                : $"write names in braces: {{{{ {written} }}}}",
            near.Where(n => n != bare).ToEquatableList()));
    }

    // First names that end in this one after the entities that lead to it, then names that nearly do.
    private static EquatableList<string> Near(NameIndex names, DefinitionKey by, string bare)
    {
        var known = names.Known(new Use(by, UseOf.GroupBy, bare, default)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .ToList();
        var whole = bare.ToLowerInvariant();
        var own = OwnName(whole);
        var nearly = NearestNames.To(own, known.Select(OwnName));
        return known.Where(n => n == whole).Concat(known.Where(n => OwnName(n) == own))
            .Concat(nearly.SelectMany(o => known.Where(n => OwnName(n) == o))).Distinct(StringComparer.Ordinal).Take(MostNear)
            .ToEquatableList();
    }

    private static string OwnName(string name) =>
        name.LastIndexOf("__", StringComparison.Ordinal) is var cut and > 0 ? name[(cut + 2)..] : name;
}
