using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Api.Resources;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.GraphQL.Types.Definitions;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Resolution;

namespace Metrics.Api.Doors.GraphQL.Schemas;

/// <summary>
/// Explains for a missing field what REST explains for its name: that it is left out, because of which error, and what to do. It uses only
/// the caller's catalog, so it reveals nothing that a policy hides.
/// </summary>
internal sealed class AbsentNames(Catalog catalog)
{
    // No catalog has longer names, so longer ones are not searched.
    private const int Longest = 200;

    // The most entities in a path. The bound also limits how many splits of a field name are tried.
    private const int LongestWay = 5;

    private readonly Lazy<ILookup<string, Metric>> _refused = new(() => catalog.Metrics.Values.ToLookup(m => FieldNames.Camel(m.Name)));
    private readonly Lazy<ILookup<string, SavedQuery>> _queries =
        new(() => catalog.SavedQueries.Values.ToLookup(q => FieldNames.Camel(q.Name)));
    private readonly Lazy<Dictionary<string, string>> _metrics = new(() => ByField(LeftOutNames.Of(catalog, "metric")));
    private readonly Lazy<Dictionary<string, string>> _saved = new(() => ByField(LeftOutNames.Of(catalog, "saved query")));
    private readonly Lazy<Dictionary<string, string>> _declared = new(() => ByField(LeftOutNames.Declared(catalog)));
    private readonly Lazy<Dictionary<string, string>> _entities = new(() => ByField(catalog.Models.Values
        .SelectMany(m => m.Entities.Select(e => e.Name).Append(m.PrimaryEntity)).OfType<string>()));

    /// <summary>Why there is no such metric or dimension; empty when nothing is known.</summary>
    public IReadOnlyList<Absence> OfData(string field)
    {
        if (field.Length > Longest)
            return [];
        if (_refused.Value[field].FirstOrDefault() is { } metric)
            return Told(AnswerColumns.Refusal(catalog, metric));
        if (_metrics.Value.TryGetValue(field, out var name) || _declared.Value.TryGetValue(field, out name))
            return Told(UnknownMetric.Of(catalog, name));
        return DimensionNamed(field) is { } dimension ? Told([LeftOutNames.NoDimension(catalog, dimension, [])]) : [];
    }

    /// <summary>Why there is no such saved query; empty when nothing is known.</summary>
    public IReadOnlyList<Absence> OfQueries(string field)
    {
        if (_queries.Value[field].ToList() is { Count: > 0 } same)
        {
            return same.Count == 1 ? Told(AnswerColumns.Of(catalog, same[0].Example, same[0].AuthorFilters).Diagnostics)
                : [new Absence($"It would be the name of {string.Join(" and ", same.Select(q => $"saved query '{q.Name}'"))}; "
                    + "ask over REST, which distinguishes them.")];
        }

        return _saved.Value.TryGetValue(field, out var name) || _declared.Value.TryGetValue(field, out name)
            ? Told(SavedQueryNames.Unknown(catalog, name)) : [];
    }

    // A path of entities to a name that a file with an error declares: storeCountry is store__country.
    private string? DimensionNamed(string field)
    {
        for (var cut = 1; cut < field.Length; cut++)
        {
            if (char.IsAsciiLetterUpper(field[cut]) && _declared.Value.TryGetValue(Lower(field[cut..]), out var own)
                && Way(field[..cut], LongestWay) is { } way)
                return $"{way}__{own}";
        }

        return null;
    }

    private string? Way(string field, int most)
    {
        if (_entities.Value.TryGetValue(field, out var known) || _declared.Value.TryGetValue(field, out known))
            return known;
        for (var cut = 1; most > 1 && cut < field.Length; cut++)
        {
            if (char.IsAsciiLetterUpper(field[cut]) && _entities.Value.TryGetValue(field[..cut], out var first)
                && Way(Lower(field[cut..]), most - 1) is { } rest)
                return $"{first}__{rest}";
        }

        return null;
    }

    private static string Lower(string field) => char.ToLowerInvariant(field[0]) + field[1..];

    private static Dictionary<string, string> ByField(IEnumerable<string> names) =>
        names.GroupBy(FieldNames.Camel, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

    // The first message follows another sentence and becomes one itself; the others are used unchanged.
    private static IReadOnlyList<Absence> Told(IEnumerable<Diagnostic> problems) =>
    [
        .. problems.Distinct().Select((p, i) => new Absence(i == 0 ? Sentence(KeyTraces.Remove(p.Message)) : KeyTraces.Remove(p.Message))
        {
            Extensions = FieldErrors.Extensions(p),
        }),
    ];

    private static string Sentence(string message) => char.ToUpperInvariant(message[0]) + message[1..] + ".";
}
