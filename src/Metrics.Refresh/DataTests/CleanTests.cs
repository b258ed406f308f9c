using System.Globalization;
using Metrics.Domain;

namespace Metrics.Refresh.DataTests;

/// <summary>Tests that found no bad row in a version and, for tests that read another table, the version of it that they read.</summary>
internal sealed record CleanTests(EquatableList<string> Entries)
{
    /// <summary>True when exactly this test is one of them.</summary>
    public bool Knows(DataTest test) => Entry(test) is not null;

    /// <summary>The version of the other table that the test read; null for none.</summary>
    public long? OtherVersion(DataTest test) =>
        Entry(test) is { } entry && long.TryParse(
            entry.AsSpan(entry.LastIndexOf('@') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    /// <summary>The text by which a passed test is recorded.</summary>
    public static string Of(DataTest test, long? otherVersion) =>
        string.Create(CultureInfo.InvariantCulture, $"{Identity(test)}@{otherVersion}");

    private string? Entry(DataTest test)
    {
        var start = Identity(test) + "@";
        return Entries.FirstOrDefault(e => e.StartsWith(start, StringComparison.Ordinal) && e.LastIndexOf('@') == start.Length - 1);
    }

    private static string Identity(DataTest test) => $"{test with { Location = default }}";
}
