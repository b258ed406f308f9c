using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Models;
using Metrics.Refresh.Projects;
using Metrics.Semantic.Reading;

namespace Metrics.Refresh.DataTests;

/// <summary>Reads the <c>tests:</c> of a table; the one list of test kinds.</summary>
internal static class DataTestReader
{
    private static readonly IReadOnlyDictionary<string, Func<MappingReader, YamlValue, DataTest?>> Kinds =
        new Dictionary<string, Func<MappingReader, YamlValue, DataTest?>>
        {
            ["unique"] = (item, value) => new UniqueTest(item.Texts("unique")) { Location = value.Location },
            ["not_null"] = (item, value) => new NotNullTest(item.Texts("not_null")) { Location = value.Location },
            ["accepted_values"] = (item, value) => Nested(item, "accepted_values", r => new AcceptedValuesTest(r.Required("column"), r.Texts("values")) { Location = value.Location }),
            ["relationships"] = (item, value) => Nested(item, "relationships", r => new RelationshipsTest(r.Required("column"), r.Required("to"), r.Text("field") ?? r.Required("column")) { Location = value.Location }),
            ["expression"] = (item, value) => new ExpressionTest(item.Required("expression")) { Location = value.Location },
            ["recency"] = (item, value) => Nested(item, "recency", r => ReadRecency(r, value)),
        };

    public static EquatableList<DataTest> Read(MappingReader table, EquatableList<string> key, SnapshotRule? snapshot = null)
    {
        var tests = new List<DataTest>();
        if (key.Count > 0)
        {
            tests.Add(new UniqueTest(key) { Location = table.At("key"), Where = snapshot is null ? null : SnapshotRule.IsCurrent });
            tests.Add(new NotNullTest(snapshot is null ? key : [.. key, SnapshotRule.ValidFrom]) { Location = table.At("key") });
        }

        if (key.Count > 0 && snapshot is not null)
            tests.Add(new UniqueTest([.. key, SnapshotRule.ValidFrom]) { Location = table.At("key") });

        foreach (var item in table.Mappings("tests", "data test"))
        {
            var kind = item.Entries.Select(e => e.Key.Text).FirstOrDefault(Kinds.ContainsKey);
            if (kind is null)
            {
                var word = item.Entries.Select(e => e.Key.Text).FirstOrDefault() ?? "";
                item.Report(DiagnosticCode.WrongValue, $"no data test is called '{word}'; known: {string.Join(", ", Kinds.Keys)}", known: Kinds.Keys, near: word);
                continue;
            }

            var test = Kinds[kind](item, item.Raw(kind)!);
            var severity = item.Word("severity", TestSeverity.Error, ("error", TestSeverity.Error), ("warn", TestSeverity.Warn));
            var (name, where) = (item.Text("name"), item.Text("where"));
            item.Finish();
            if (test is not null)
                tests.Add(test with { Severity = severity, GivenName = name, Where = where });
        }

        return tests.ToEquatableList();
    }

    private static DataTest? Nested(MappingReader item, string key, Func<MappingReader, DataTest?> read)
    {
        if (item.Mapping(key, $"{key} test") is not { } reader)
            return null;
        var test = read(reader);
        reader.Finish();
        return test;
    }

    private static RecencyTest? ReadRecency(MappingReader reader, YamlValue value)
    {
        var (column, text) = (reader.Required("column"), reader.Required("within"));
        if (DurationText.Parse(text) is { } within)
            return new RecencyTest(column, within) { Location = value.Location };
        reader.Report(DiagnosticCode.WrongValue, $"recency test: 'within' must be {DurationText.Expected}", reader.At("within"));
        return null;
    }
}
