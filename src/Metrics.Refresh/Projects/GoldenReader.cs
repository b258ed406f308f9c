using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.DataTests;
using Metrics.Semantic.Reading;

namespace Metrics.Refresh.Projects;

/// <summary>Reads the <c>golden:</c> list of a pack's <c>tests/*.yml</c>.</summary>
internal sealed class GoldenReader(string pack, ICollection<Diagnostic> problems)
{
    public IEnumerable<GoldenTest> Read(YamlValue root)
    {
        if (MappingReader.Of(root, problems, "tests file") is not { } file)
            return [];
        var tests = file.Mappings("golden", "golden test").Select(ReadTest).OfType<GoldenTest>().ToList();
        // An empty list is accepted: it says that there are none.
        if (file.Raw("golden") is null)
            file.Report(DiagnosticCode.MissingKey, "there is no golden test in it", hint: "write one, or delete the file: "
                + "golden: [{name: accepted_amount, metric: amount, where: [\"status = 'accepted'\"], expect: 1250.5}]");
        file.Finish();
        return tests;
    }

    private GoldenTest? ReadTest(MappingReader reader)
    {
        var known = problems.Count;
        var (name, metric) = (reader.Required("name"), reader.Required("metric"));
        reader.Text("description");
        var question = Question(reader, metric);
        var (least, most) = Bounds(reader);
        var severity = reader.Word("severity", TestSeverity.Error, ("error", TestSeverity.Error), ("warn", TestSeverity.Warn));
        reader.Finish();
        var test = new GoldenTest
        {
            Name = name, Pack = pack, Metric = metric, Question = question, AtLeast = least, AtMost = most, Severity = severity,
            Location = reader.Location,
        };
        if (problems.Count > known)
            return null;
        // Any moment will do to check that the question can be read.
        foreach (var problem in test.Ask(DateTimeOffset.UnixEpoch).Diagnostics)
            reader.Report(DiagnosticCode.WrongValue, $"golden test '{name}': {problem.Message}", hint: problem.Hint);
        return problems.Count > known ? null : test;
    }

    private static string Question(MappingReader reader, string metric)
    {
        var question = new JsonObject { ["metrics"] = new JsonArray(metric) };
        if (reader.Texts("where") is { Count: > 0 } where)
            question["where"] = new JsonArray([.. where.Select(w => (JsonNode)w)]);
        if (reader.Text("time_zone") is { } zone)
            question["time_zone"] = zone;
        if (reader.Raw("time_range") is YamlValue.Mapping)
        {
            var ends = reader.Mapping("time_range", "time_range")!;
            question["time_range"] = new JsonObject { ["start"] = ends.Text("start"), ["end"] = ends.Text("end") };
            ends.Finish();
        }
        else if (reader.Text("time_range") is { } words)
            question["time_range"] = words;
        return question.ToJsonString(JsonSerializerOptions.Default);
    }

    private (decimal? AtLeast, decimal? AtMost) Bounds(MappingReader reader)
    {
        var known = problems.Count;
        var (expect, least, most) = (Number(reader, "expect"), Number(reader, "at_least"), Number(reader, "at_most"));
        var tolerance = Share.None;
        if (reader.Text("tolerance") is { } text)
        {
            if (Share.Parse(text) is { } share)
                tolerance = share;
            else
                reader.Report(DiagnosticCode.WrongValue, $"golden test: 'tolerance' must be {Share.Expected}", reader.At("tolerance"));
        }

        if (expect is { } value && least is null && most is null)
            return (value - tolerance.AllowedOf(value), value + tolerance.AllowedOf(value));
        if (expect is null && (least ?? most) is not null && reader.Raw("tolerance") is null && !(least > most))
            return (least, most);
        if (expect is null && least > most)
        {
            reader.Report(
                DiagnosticCode.WrongValue, "golden test: 'at_least' is greater than 'at_most'", reader.At("at_least"));
            return (null, null);
        }

        // A bound that could not be read has been reported already.
        if (problems.Count == known)
            reader.Report(
                DiagnosticCode.WrongValue, "golden test: it needs 'expect', optionally with 'tolerance', or 'at_least', 'at_most' or both");
        return (null, null);
    }

    private static decimal? Number(MappingReader reader, string key)
    {
        if (reader.Text(key) is not { } text)
            return null;
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return number;
        reader.Report(DiagnosticCode.WrongValue, $"golden test: '{key}' must be a number", reader.At(key));
        return null;
    }
}
