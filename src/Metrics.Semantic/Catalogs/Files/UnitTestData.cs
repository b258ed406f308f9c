using Metrics.Domain;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>The rows of dbt's unit tests, which are data and no definitions.</summary>
internal static class UnitTestData
{
    private const string UnitTests = "unit_tests";

    private static readonly HashSet<string> Keys = ["given", "expect", "overrides"];

    /// <summary>True for a key of a unit test with data.</summary>
    /// <param name="path">The keys around it and the key, from the top of the file, each after a slash.</param>
    public static bool IsAt(string path) => path.StartsWith($"/{UnitTests}/", StringComparison.Ordinal) && Keys.Contains(path[12..]);

    /// <summary>An entry of a file without such data.</summary>
    public static YamlEntry Without(YamlEntry entry) =>
        entry.Key.Text != UnitTests ? entry
        : entry with
        {
            Value = entry.Value is YamlValue.Sequence tests ? tests with { Items = tests.Items.Select(Without).ToEquatableList() }
                : Without(entry.Value),
        };

    private static YamlValue Without(YamlValue test) => test is not YamlValue.Mapping mapping ? test
        : mapping with { Entries = mapping.Entries.Where(e => !Keys.Contains(e.Key.Text)).ToEquatableList() };
}
