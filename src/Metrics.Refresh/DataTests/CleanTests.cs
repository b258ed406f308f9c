using System.Globalization;
using Metrics.Domain;

namespace Metrics.Refresh.DataTests;

/// <summary>Tests that found no bad row in a version, and against which version of the other table where they looked at one.</summary>
internal sealed record CleanTests(EquatableList<string> Entries)
{
    /// <summary>True when this very test is one of them.</summary>
    public bool Knows(DataTest test) => Entry(test) is not null;

    /// <summary>The version of the other table that the test looked at.</summary>
    public long? OtherVersion(DataTest test) =>
        Entry(test) is { } entry && long.TryParse(
            entry.AsSpan(entry.LastIndexOf('@') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    /// <summary>How a passed test is kept.</summary>
    public static string Of(DataTest test, long? otherVersion) =>
        string.Create(CultureInfo.InvariantCulture, $"{Identity(test)}@{otherVersion}");

    private string? Entry(DataTest test)
    {
        var start = Identity(test) + "@";
        return Entries.FirstOrDefault(e => e.StartsWith(start, StringComparison.Ordinal) && e.LastIndexOf('@') == start.Length - 1);
    }

    private static string Identity(DataTest test) => $"{test with { Location = default }}";
}
