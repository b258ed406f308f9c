using System.Security.Cryptography;
using System.Text;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Graph;

/// <summary>Hashes of what a version was made from: with an equal fingerprint, building again would give the same table.</summary>
internal static class Fingerprint
{
    // To be raised when a release makes other tables from the same definitions.
    private const int BuilderMajor = 1;

    // To be raised when a release reads the same bytes as other values.
    private const int ConnectorMajor = 1;

    /// <summary>Of a loaded table: its declaration, the connector, and the bytes it was loaded from.</summary>
    public static string OfTable(Node node, SourceTable table, string contentHash)
    {
        var text = TableText(node, table, contentHash);
        return Hash(text);
    }

    /// <summary>Of a loaded table's declaration alone.</summary>
    public static string DefinitionOf(Node node, SourceTable table) => Hash(TableText(node, table, ""));

    /// <summary>Of what an author wrote, independent of data: equal definitions make the same table from the same inputs.</summary>
    public static string DefinitionOf(Node node, IReadOnlyDictionary<string, Node> nodes, IReadOnlyDictionary<string, string> vars) =>
        node switch
    {
        ModelNode model => DefinitionOf(model, nodes, vars),
        SourceNode source => DefinitionOf(node, source.Table),
        _ => DefinitionOf(node, ((SeedNode)node).Table),
    };

    /// <summary>
    /// Of the declarations that decide which rows a file gives. Others (tests, limits, indexes) may change without reading it again.
    /// </summary>
    public static string ReadingOf(SourceTable table)
    {
        var text = new StringBuilder().Append($"connector: csv/{ConnectorMajor}\ncsv: {table.Csv with { Path = "" }}\n")
            .Append($"header: {table.Csv.HasHeader}\nblanks: {table.Csv.BlankRuns}\n")
            .Append($"format: {table.Format}\nload: {table.Load}\nmerge: {table.MergeKey}\ndeleted: {table.DeletedWhen}\n");
        if (table.Csv.RowsInQuotes)
            text.Append("rows_in_quotes\n");
        foreach (var column in table.Columns)
            text.Append($"column: {column with { Location = default, Description = null }}\n");
        return Hash(text);
    }

    private static StringBuilder TableText(Node node, SourceTable table, string contentHash)
    {
        var text = Begin(node).Append($"connector: csv/{ConnectorMajor}\ncontent: {contentHash}\n");
        text.Append(
            $"csv: {table.Csv with { Path = "" }}\nmax_rejected: {table.MaxRejected}\non_surplus: {table.OnSurplus}\n");
        text.Append($"key: {node.Key}\nindexes: {node.Indexes}\n");
        // Later options are included only when they differ from their defaults, so that an upgrade reads nothing again.
        if (!table.Csv.HasHeader || table.Csv.BlankRuns)
            text.Append($"header: {table.Csv.HasHeader}\nblanks: {table.Csv.BlankRuns}\n");
        if (table.Csv.RowsInQuotes)
            text.Append("rows_in_quotes\n");
        if (table.AllowEmpty)
            text.Append("allow_empty\n");
        if (table.Format != SourceFormat.Csv || table.Load != LoadMode.Replace)
            text.Append($"format: {table.Format}\nload: {table.Load}\nmerge: {table.MergeKey}\ndeleted: {table.DeletedWhen}\n");
        // Marks the present rule for an hour that occurs twice. Only for tables that are replaced as a whole, which can be read again:
        // files of growing tables may be gone.
        if (table.Load == LoadMode.Replace && table.Columns.Any(c => c is { Drop: false, TimeZone: not null }))
            text.Append("twice: second\n");
        foreach (var column in table.Columns)
            text.Append($"column: {column with { Location = default, Description = null }}\n");
        foreach (var test in node.Tests)
            text.Append($"test: {test with { Location = default }}\n");
        return text;
    }

    /// <summary>Of a model: its file, those of the ephemeral models it inlines, the vars they use, and the versions it reads.</summary>
    public static string OfModel(
        ModelNode model, IReadOnlyDictionary<string, Node> nodes, IReadOnlyDictionary<string, string> vars,
        IEnumerable<(string Model, long Version)> inputs)
    {
        var text = ModelText(model, nodes, vars);
        foreach (var (name, version) in inputs.OrderBy(i => i.Model, StringComparer.Ordinal))
            text.Append($"input: {name}@{version}\n");
        return Hash(text);
    }

    /// <summary>Of a model without the versions it reads: while it is unchanged, the stored rows were made by the same query.</summary>
    public static string DefinitionOf(ModelNode model, IReadOnlyDictionary<string, Node> nodes, IReadOnlyDictionary<string, string> vars) =>
        Hash(ModelText(model, nodes, vars));

    private static StringBuilder ModelText(
        ModelNode model, IReadOnlyDictionary<string, Node> nodes, IReadOnlyDictionary<string, string> vars)
    {
        var text = Begin(model);
        foreach (var part in WithInlined(model, nodes).DistinctBy(m => m.Name).OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            text.Append($"file: {part.Name} {part.Text.Length}\n{part.Text}\n");
            foreach (var name in part.Template.Vars.Order(StringComparer.Ordinal))
                text.Append($"var: {name} {vars[name].Length} {vars[name]}\n");
        }

        // The file's text includes tests in its header, but neither tests with their own files nor the values of vars in tests.
        foreach (var test in model.Tests.OfType<SqlTest>())
            text.Append($"test: {test with { Location = default }}\n");
        return text;
    }

    private static IEnumerable<ModelNode> WithInlined(ModelNode model, IReadOnlyDictionary<string, Node> nodes) =>
        model.Inputs
            .Select(i => nodes[i.Name])
            .OfType<ModelNode>()
            .Where(m => !m.IsStored())
            .SelectMany(m => WithInlined(m, nodes))
            .Prepend(model);

    private static StringBuilder Begin(Node node) =>
        new StringBuilder().Append($"builder: {BuilderMajor}\nkind: {node.Kind}\nlayer: {node.Layer}\n");

    private static string Hash(StringBuilder text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
}
