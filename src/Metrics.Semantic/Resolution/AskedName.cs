using Metrics.Domain;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// A written name in its parts: <c>listing__user__created_at__month</c> is a path of entities, an element, and the grain or part of a time.
/// </summary>
/// <param name="Text">The name as written.</param>
/// <param name="Links">The entities before the element.</param>
/// <param name="Element">A dimension, an entity, or <c>metric_time</c>.</param>
/// <param name="Grain">The grain asked for.</param>
/// <param name="Part">The date part asked for.</param>
/// <param name="CustomGrain">A grain that a time spine defines.</param>
internal sealed record AskedName(
    string Text, EquatableList<string> Links, string Element, Grain? Grain, DatePart? Part, string? CustomGrain)
{
    /// <summary>Paths through more entities lead nowhere, and each further part makes looking for them more expensive.</summary>
    public const int MostParts = 16;

    public bool IsMetricTime => Links.Count == 0 && Element == NameResolver.MetricTime;

    /// <summary>What follows the element: <c>__month</c>.</summary>
    public string Suffix => Part is { } part ? $"__{DateParts.Prefix}{part.Word()}"
        : Grain is { } grain ? $"__{grain.Word()}"
        : CustomGrain is { } custom ? $"__{custom}"
        : "";

    /// <summary>True for a name with more than <see cref="MostParts"/> parts.</summary>
    public static bool IsTooLong(string text) => text.Split("__", MostParts + 1).Length > MostParts;

    /// <summary>What a text can mean, likelier readings first: a dimension may have the name of a grain.</summary>
    public static IEnumerable<AskedName> Readings(string text, Catalog catalog)
    {
        var parts = IsTooLong(text) ? [] : text.Split("__");
        if (parts.Length == 0 || parts.Any(p => p.Length == 0))
            yield break;
        if (parts.Length > 1)
        {
            var (last, links, element) = (parts[^1], parts[..^2].ToEquatableList(), parts[^2]);
            if (last.StartsWith(DateParts.Prefix, StringComparison.Ordinal) && DateParts.Find(last[DateParts.Prefix.Length..]) is { } part)
                yield return new AskedName(text, links, element, null, part, null);
            else if (Grains.Find(last) is { } grain)
                yield return new AskedName(text, links, element, grain, null, null);
            else if (catalog.CustomGranularities.ContainsKey(last))
                yield return new AskedName(text, links, element, null, null, last);
        }

        yield return new AskedName(text, parts[..^1].ToEquatableList(), parts[^1], null, null, null);
    }
}
