using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Sources;
using Metrics.Semantic.Reading;

namespace Metrics.Refresh.Projects;

/// <summary>Reads a pack's <c>sources.yml</c> and <c>seeds.yml</c>.</summary>
internal sealed class SourcesReader(string projectFolder, string pack, ProjectVariables variables, ICollection<Diagnostic> problems)
{
    public IEnumerable<SourceNode> ReadSources(YamlValue root)
    {
        if (MappingReader.Of(root, problems, "sources file") is not { } file)
            return [];
        var nodes = file.Mappings("sources", "source").SelectMany(ReadSource).ToList();
        file.Finish();
        return nodes;
    }

    public IEnumerable<SeedNode> ReadSeeds(YamlValue root, string folder)
    {
        if (MappingReader.Of(root, problems, "seeds file") is not { } file)
            return [];
        var nodes = new List<SeedNode>();
        foreach (var reader in file.Mappings("seeds", "seed"))
        {
            var name = reader.Required("name");
            var layer = reader.Word("layer", Layer.Silver, ("silver", Layer.Silver), ("gold", Layer.Gold));
            var csv = TableReader.ReadCsv(reader, null, Path.Combine(folder, reader.Text("file") ?? $"{name}.csv"));
            var (table, key, indexes, tests) = ReadTable(reader, "seed", name, name, csv);
            nodes.Add(new SeedNode
            {
                Name = name, Pack = pack, Layer = layer, Description = reader.Text("description"), Key = key, Indexes = indexes,
                Tests = tests,
                Secret = SecretsOf(table), Location = reader.Location,
                Table = table with { MaxRejected = RejectLimit.None, OnSurplus = OnSurplus.Error },
                Tags = reader.Texts("tags"), Timeout = reader.Duration("timeout"), Enabled = reader.Flag("enabled", otherwise: true),
            });
            reader.Finish();
        }

        file.Finish();
        return nodes;
    }

    private List<SourceNode> ReadSource(MappingReader source)
    {
        var name = source.Required("name");
        source.Word("connector", "files", ("files", "files"), ("csv", "files"));
        var format = source.Word("format", SourceFormat.Csv, TableReader.Formats);
        source.Text("description");
        var folder = Path.GetFullPath(variables.Fill(source.Text("path") ?? ".", source.At("path"), problems), projectFolder);
        var defaults = TableReader.ReadCsv(source, null, "");
        var freshness = SourceFreshness.Read(source);
        var (tags, timeout, enabled) = (source.Texts("tags"), source.Duration("timeout"), source.Flag("enabled", otherwise: true));
        var ignored = source.Texts("ignore").Select(i => TableReader.FullPath(i, folder)).ToList();
        var nodes = new List<SourceNode>();
        foreach (var reader in source.Mappings("tables", "source table"))
        {
            var tableName = reader.Required("name");
            var tableFormat = reader.Word("format", format, TableReader.Formats);
            var file = TableReader.FullPath(
                variables.Fill(reader.Text("file") ?? $"{tableName}.{tableFormat.Extension()}", reader.At("file"), problems), folder);
            var csv = TableReader.ReadCsv(reader, defaults, file);
            var (table, key, indexes, tests) = ReadTable(reader, name, tableName, $"{name}__{tableName}", csv);
            table = TableReader.ReadGrowth(reader, table with { Format = tableFormat }, key);
            nodes.Add(new SourceNode
            {
                Name = table.Model, Pack = pack, Layer = Layer.Bronze, Description = reader.Text("description"), Key = key,
                Indexes = indexes,
                Tests = [.. tests, .. SourceFreshness.Read(reader, freshness)?.Tests() ?? []], Secret = SecretsOf(table),
                Location = reader.Location, Table = table, Tags = [.. tags, .. reader.Texts("tags")],
                Timeout = reader.Duration("timeout") ?? timeout, Enabled = reader.Flag("enabled", otherwise: enabled),
            });
            reader.Finish();
        }

        source.Finish();
        // A table that is switched off is no reason to tell that nothing reads its files.
        ignored.AddRange(nodes.Where(n => !n.Enabled).Select(n => n.Table.Csv.Path));
        return nodes.ConvertAll(n => n with { Table = n.Table with { Ignored = ignored.ToEquatableList() } });
    }

    private static EquatableList<string> SecretsOf(SourceTable table) =>
        table.Columns.Where(c => c.Secret).Select(c => c.Name).ToEquatableList();

    private TableParts ReadTable(MappingReader reader, string source, string name, string model, CsvOptions csv)
    {
        var columns = reader.Mappings("columns", "column").Select(TableReader.ReadColumn).ToEquatableList();
        var key = reader.Texts("key");
        TableReader.CheckColumns(reader, columns, key, csv.HasHeader);
        var indexes = reader.Items("indexes").Select(i => ModelFile.ReadIndex(i, reader)).ToEquatableList();
        var tests = DataTestReader.Read(reader, key);
        TableReader.CheckNamed(reader, columns, [.. indexes.SelectMany(i => i).Select(c => (c, reader.At("indexes"), "index")),
            .. tests.SelectMany(t => t.Columns.Except(key).Select(c => (c, t.Location, $"test '{t.Name}'")))]);
        var table = new SourceTable
        {
            Pack = pack, Source = source, Name = name, Model = model, Csv = csv, Columns = columns,
            MaxRejected = TableReader.ReadLimit(reader), AllowEmpty = reader.Flag("allow_empty"),
            OnSurplus = reader.Word("on_surplus", OnSurplus.Report, ("report", OnSurplus.Report), ("error", OnSurplus.Error)),
            Location = reader.Location,
        };
        return new TableParts(table, key, indexes, tests);
    }

    private sealed record TableParts(
        SourceTable Table, EquatableList<string> Key, EquatableList<EquatableList<string>> Indexes, EquatableList<DataTest> Tests);
}

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
