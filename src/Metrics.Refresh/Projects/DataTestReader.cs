using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Sql;
using Metrics.Semantic.Reading;

namespace Metrics.Refresh.Projects;

/// <summary>Reads the <c>tests:</c> of a table. This is the only list of the kinds of tests.</summary>
internal static class DataTestReader
{
    private static readonly IReadOnlyDictionary<string, Func<MappingReader, YamlValue, DataTest?>> Kinds =
        new Dictionary<string, Func<MappingReader, YamlValue, DataTest?>>
        {
            ["unique"] = (item, value) => new UniqueTest(item.Texts("unique")) { Location = value.Location },
            ["not_null"] = (item, value) => new NotNullTest(item.Texts("not_null")) { Location = value.Location },
            ["accepted_values"] = (item, value) => Nested(
                item, "accepted_values",
                r => new AcceptedValuesTest(r.Required("column"), r.Texts("values")) { Location = value.Location }),
            ["no_totals"] = (item, value) => new NoTotalsTest(item.Texts("no_totals"), item.Texts("except")) { Location = value.Location },
            ["no_sums"] = (item, value) => Nested(item, "no_sums", r => ReadNoSums(r, value)),
            ["relationships"] = (item, value) => Nested(
                item, "relationships",
                r => new RelationshipsTest(r.Required("column"), r.Required("to"), r.Text("field") ?? r.Required("column"))
                {
                    Location = value.Location,
                }),
            ["expression"] = ReadExpression,
            ["recency"] = (item, value) => Nested(item, "recency", r => ReadRecency(r, value)),
            ["row_count"] = (item, value) => Nested(item, "row_count", r => ReadRowCount(r, value)),
            ["reconciliation"] = (item, value) => Nested(item, "reconciliation", r => ReadReconciliation(r, value)),
            ["sql"] = ReadSql,
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
                item.Report(
                    DiagnosticCode.WrongValue, $"no data test is called '{word}'; known: {string.Join(", ", Kinds.Keys)}",
                    known: Kinds.Keys, near: word);
                continue;
            }

            var test = Kinds[kind](item, item.Raw(kind)!);
            if (test is null)
                continue;
            tests.Add(Common(item, test));
            item.Finish();
        }

        foreach (var twice in tests.GroupBy(t => t.Name).Where(g => g.Count() > 1))
            table.Report(DiagnosticCode.DuplicateName, $"two data tests are called '{twice.Key}'", twice.Last().Location,
                "give one of them a name");
        return tests.ToEquatableList();
    }

    /// <summary>Reads the keys that every test may have: name, severity, thresholds, and the condition for rows.</summary>
    public static DataTest Common(MappingReader item, DataTest test) => test with
    {
        Severity = item.Word("severity", TestSeverity.Error, ("error", TestSeverity.Error), ("warn", TestSeverity.Warn)),
        GivenName = item.Text("name") ?? test.GivenName,
        Where = item.Text("where"),
        ErrorIf = Parsed(item, "error_if", TestThreshold.Parse, TestThreshold.Expected),
        WarnIf = Parsed(item, "warn_if", TestThreshold.Parse, TestThreshold.Expected),
    };

    /// <summary>The message for a test without a query; follows its name.</summary>
    public const string NoQuery = "has no query";

    /// <summary>The hint for a test without a query.</summary>
    public const string QueryHint = "write the select that returns the bad rows: select … from {{ this }} where …";

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

    private static RowCountTest ReadRowCount(MappingReader reader, YamlValue value)
    {
        var test = new RowCountTest(
            reader.Integer("at_least", 0), reader.Integer("at_most", 0), Parsed(reader, "max_drop", Share.Parse, Share.Expected),
            Parsed(reader, "max_growth", Share.Parse, Share.Expected))
        {
            Location = value.Location,
        };
        if (!reader.Entries.Any())
            reader.Report(DiagnosticCode.MissingKey, "row_count test: it has no bound", hint: "max_drop, max_growth, at_least or at_most");
        return test;
    }

    private static NoSumsTest ReadNoSums(MappingReader reader, YamlValue value)
    {
        var test = new NoSumsTest(reader.Texts("of"), reader.Text("in"), reader.Texts("by")) { Location = value.Location };
        if (test.Of.Count == 0)
            reader.Report(DiagnosticCode.MissingKey, "no_sums test: it has no columns to add up", hint: "of: [amount]");
        if (test is { In: null, By.Count: > 0 })
        {
            reader.Report(
                DiagnosticCode.MissingKey, "no_sums test: 'by' needs 'in'", reader.At("by"), "in: the column that totals may be in");
        }

        return test;
    }

    private static ReconciliationTest ReadReconciliation(MappingReader reader, YamlValue value)
    {
        var sum = reader.Required("sum");
        return new ReconciliationTest(
            sum, reader.Required("to"), reader.Text("field") ?? sum, reader.Texts("by"),
            Parsed(reader, "tolerance", Share.Parse, Share.Expected) ?? Share.None, reader.Text("to_where"))
        {
            Location = value.Location,
        };
    }

    private static DataTest? ReadExpression(MappingReader item, YamlValue value)
    {
        var text = item.Required("expression");
        if (value is YamlValue.Scalar && SqlSpelling.IsEmpty(text))
            item.Report(
                DiagnosticCode.MissingKey, "data test: 'expression' is empty", value.Location, "write what is true for every good row");
        return new ExpressionTest(text) { Location = value.Location };
    }

    private static DataTest? ReadSql(MappingReader item, YamlValue value)
    {
        if (item.Text("sql") is not { } text)
            return null;
        var problems = new List<Diagnostic>();
        var template = SqlTemplate.Parse(text, value.Location, problems);
        foreach (var problem in problems)
            item.Report(problem.Code, problem.Message, value.Location, problem.Hint);
        if (SqlTemplate.IsEmpty(text))
            item.Report(DiagnosticCode.MissingKey, $"data test: 'sql' {NoQuery}", value.Location, QueryHint);
        return new SqlTest(text, template) { Location = value.Location };
    }

    private static T? Parsed<T>(MappingReader reader, string key, Func<string, T?> parse, string expected)
        where T : class
    {
        if (reader.Text(key) is not { } text)
            return null;
        var value = parse(text);
        if (value is null)
            reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: '{key}' must be {expected}", reader.At(key));
        return value;
    }
}
