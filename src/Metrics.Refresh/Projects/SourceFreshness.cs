using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.DataTests;
using Metrics.Semantic.Reading;

namespace Metrics.Refresh.Projects;

/// <summary>How old a source may be, as dbt writes it: <c>freshness: {warn_after: 12h, error_after: {count: 2, period: day}}</c>.</summary>
/// <param name="WarnAfter">The age above which it is reported.</param>
/// <param name="ErrorAfter">The age above which it is not published, and nothing is built on it.</param>
/// <param name="Column">The column with the time of a row, of which the newest counts; null for the time its file was written.</param>
/// <param name="Location">Where it is declared.</param>
internal sealed record SourceFreshness(TimeSpan? WarnAfter, TimeSpan? ErrorAfter, string? Column, SourceLocation Location)
{
    /// <summary>Reads a table's own declaration, or takes that of its source.</summary>
    public static SourceFreshness? Read(MappingReader owner, SourceFreshness? otherwise = null)
    {
        var column = owner.Text("loaded_at_field") ?? otherwise?.Column;
        if (owner.Mapping("freshness", "freshness") is not { } reader)
            return otherwise is null ? column is null ? null : new SourceFreshness(null, null, column, owner.Location)
                : otherwise with { Column = column };
        var read = new SourceFreshness(After(reader, "warn_after"), After(reader, "error_after"), column, reader.Location);
        reader.Finish();
        return read;
    }

    public IEnumerable<DataTest> Tests()
    {
        if (ErrorAfter is { } error)
            yield return new FreshnessTest(error, Column) { Location = Location };
        if (WarnAfter is { } warn && warn != ErrorAfter)
            yield return new FreshnessTest(warn, Column) { Location = Location, Severity = TestSeverity.Warn };
    }

    private static TimeSpan? After(MappingReader reader, string key)
    {
        if (reader.Raw(key) is not YamlValue.Mapping)
            return reader.Duration(key);
        var parts = reader.Mapping(key, key)!;
        var (count, period) = (parts.Integer("count", 1), parts.Required("period"));
        parts.Finish();
        var after = count is { } n ? DurationText.Parse(string.Create(CultureInfo.InvariantCulture, $"{n} {period}s")) : null;
        if (after is null)
            reader.Report(DiagnosticCode.WrongValue,
                $"freshness: '{key}' must be {DurationText.Expected}, or count and period (minute, hour or day)", reader.At(key));
        return after;
    }
}
