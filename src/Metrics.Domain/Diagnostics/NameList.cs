namespace Metrics.Domain.Diagnostics;

/// <summary>Shortens lists of names in sentences: beyond a few, more names add nothing and hide the sentence.</summary>
public static class NameList
{
    /// <summary>Names that a sentence lists.</summary>
    public const int Most = 10;

    /// <summary>The first of these, and how many more there are: <c>a, b and 37 more</c>.</summary>
    public static string Of(IReadOnlyCollection<string> names, string between = ", ") => names.Count <= Most + 1
        ? string.Join(between, names)
        : $"{string.Join(between, names.Take(Most))} and {names.Count - Most} more";
}
