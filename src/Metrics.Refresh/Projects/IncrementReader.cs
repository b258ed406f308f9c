using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Graph;
using Metrics.Semantic.Reading;

namespace Metrics.Refresh.Projects;

/// <summary>Reads the parts of a model's header that declare how its rows change from version to version.</summary>
internal static class IncrementReader
{
    private static readonly (string Word, string Meaning)[] Units =
        [.. new[] { "hour", "day", "week", "month", "quarter", "year" }.Select(u => (u, u))];

    public static Increment? Read(MappingReader header, Materialization materialization)
    {
        if (header.Mapping("increment", "increment") is not { } reader)
            return null;
        if (!materialization.IsVersioned())
            header.Report(
                DiagnosticCode.WrongValue, $"a {materialization.Word()} has no increment", header.At("increment"),
                "set 'materialization: incremental'");
        var from = reader.Required("from");
        Increment increment = reader.Raw("time") is null
            ? new Increment.Matched(ReadMatch(reader)) { From = from, Location = reader.Location }
            : ReadWindow(reader, from);
        reader.Finish();
        return increment;
    }

    public static SnapshotRule? ReadSnapshot(MappingReader header, Materialization materialization)
    {
        var (updatedAt, check) = (header.Text("updated_at"), header.Texts("check"));
        var deletes = header.Word("hard_deletes", true, ("close", true), ("ignore", false));
        if (materialization != Materialization.Snapshot)
        {
            foreach (var word in new[] { "updated_at", "check", "hard_deletes" }.Where(w => header.Raw(w) is not null))
                header.Report(
                    DiagnosticCode.WrongValue, $"a {materialization.Word()} has no '{word}'", header.At(word),
                    "set 'materialization: snapshot'");
            return null;
        }

        if ((updatedAt is null) == (check.Count == 0))
            header.Report(
                DiagnosticCode.MissingKey,
                "a snapshot needs a way to detect changes: 'updated_at: COLUMN' or 'check: [COLUMNS]' ('check: all' for every column)");
        return new SnapshotRule(updatedAt, check is ["all"] ? [] : check, deletes);
    }

    private static EquatableList<MatchedColumn> ReadMatch(MappingReader reader)
    {
        if (reader.Raw("match") is null)
            reader.Report(
                DiagnosticCode.MissingKey,
                "an increment must define which rows change together: 'match: [COLUMNS]', or 'time:' and 'window:'");
        if (reader.Raw("match") is not YamlValue.Mapping)
            return reader.Texts("match").Select(c => new MatchedColumn(c, Sql.SqlSpelling.Identifier(c))).ToEquatableList();
        var match = reader.Mapping("match", "match")!;
        return match.Entries.Select(e => new MatchedColumn(e.Key.Text, match.Required(e.Key.Text))).ToEquatableList();
    }

    private static Increment.Windowed ReadWindow(MappingReader reader, string from)
    {
        var time = reader.Required("time");
        var unit = reader.Required("window") == "" ? "day" : reader.Word("window", "day", Units);
        var lookback = reader.Text("lookback") is { } text ? DurationText.Parse(text) : TimeSpan.Zero;
        if (lookback is null)
            reader.Report(DiagnosticCode.WrongValue, $"increment: 'lookback' must be {DurationText.Expected}", reader.At("lookback"));
        return new Increment.Windowed(time, reader.Text("column") ?? time, unit, lookback ?? TimeSpan.Zero)
        {
            From = from, Location = reader.Location,
        };
    }
}
