using System.Text.RegularExpressions;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Externals;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Binding;

/// <summary>Checks whether models and time spines fit the existing tables.</summary>
internal static partial class TableChecks
{
    /// <summary>Models and time spines whose table is not published.</summary>
    public static IEnumerable<Finding> Missing(CatalogDraft draft, IReadOnlyDictionary<string, BindableTable> tables) =>
    [
        .. draft.Sound.Models.Where(m => !tables.ContainsKey(m.Table)).Select(m => new Finding(
            DefinitionKey.OfModel(m.Name),
            new Diagnostic(
                DiagnosticCode.Unbound, $"semantic model '{m.Name}': {NoTable(draft, m.Table, m.Relation)}", m.Location,
                draft.Source.External is not null ? BuildIt : tables.Count == 0 ? "run a refresh first"
                    : draft.MayHide(m) ? ClosedMeanwhile : null,
                    NearestNames.To(m.Table, tables.Keys)))),
        .. draft.Sound.TimeSpines.Select(t => MissingSpine(draft, t, tables)).OfType<Finding>(),
    ];

    /// <summary>Entities declared to have one row for each key, where no tested key backs that; nothing may be joined to them.</summary>
    public static IEnumerable<(string Model, Entity Entity, Diagnostic Problem)> Untested(
        CatalogDraft draft, IReadOnlyDictionary<string, BindableTable> tables) =>
        from model in draft.Sound.Models
        where tables.ContainsKey(model.Table)
        let table = tables[model.Table]
        from entity in model.Entities
        where entity.Kind is EntityKind.Primary or EntityKind.Unique && !IsKey(entity.Expr, table) && !IsPartitionKey(model, entity, table)
        select (model.Name, entity, new Diagnostic(
            DiagnosticCode.UntestedKey,
            $"entity '{entity.Name}' of semantic model '{model.Name}' is {entity.Kind.ToString().ToLowerInvariant()}, but "
            + $"'{entity.Expr}' is not a tested key of '{model.Table}'",
            entity.Location,
            $"add 'key: {entity.Expr}' to the model's header, or make the entity foreign; until then nothing is joined to it"));

    /// <summary>What the author of policies over a missing table has to know.</summary>
    public const string ClosedMeanwhile = "it has policies: unless the project builds it, tables that they may be meant for are closed";

    private const string BuildIt = "build it there, or fix external: in metrics.yml";

    // For a table that others build, the message says where it was looked for.
    private static string NoTable(CatalogDraft draft, string table, NodeRelation? relation)
    {
        if (draft.Source.External is not { } external)
            return $"no table '{table}' is published";
        if (relation?.Database is { } database && external.Nodes.Count > 0)
            return $"its table '{table}' is in the database '{database}', not in the one that is read";
        var (schema, name) = ExternalTables.PlaceOf(external, table, relation);
        return schema.Length == 0 ? $"no table '{table}' is published"
            : $"no table '{table}' is published, and there is no {schema}.{name}";
    }

    private static Finding? MissingSpine(CatalogDraft draft, TimeSpine spine, IReadOnlyDictionary<string, BindableTable> tables)
    {
        var columns = tables.TryGetValue(spine.Table, out var table) ? table.Columns : default;
        if (columns.Any(c => c.Name == spine.Column))
            return null;
        var message = table is null ? NoTable(draft, spine.Table, spine.Relation) : $"'{spine.Table}' has no column '{spine.Column}'";
        return new Finding(
            new DefinitionKey(DefinitionKind.TimeSpine, spine.Table),
            new Diagnostic(
                DiagnosticCode.Unbound, $"time spine '{spine.Table}': {message}", spine.Location,
                table is null && draft.Source.External is not null ? BuildIt : null,
                Candidates: table is null
                    ? NearestNames.To(spine.Table, tables.Keys) : NearestNames.To(spine.Column, columns.Select(c => c.Name))));
    }

    /// <summary>
    /// True when an entity finds one row in every partition: its column with all partition columns is a tested key, its column alone is
    /// not.
    /// </summary>
    public static bool IsPartitionKey(SemanticModel model, Entity entity, BindableTable table)
    {
        var partitions = model.Dimensions.Where(d => d.IsPartition).Select(d => ColumnOf(d.Expr)).ToList();
        if (partitions.Count == 0 || partitions.Contains(null) || ColumnOf(entity.Expr) is not { } column)
            return false;
        return !IsKey(entity.Expr, table)
            && table.Keys.Any(k => k.Count == partitions.Count + 1 && k.Contains(column) && partitions.TrueForAll(p => k.Contains(p!)));
    }

    private static bool IsKey(string expr, BindableTable table) =>
        ColumnOf(expr) is { } column && table.Keys.Any(k => k.Count == 1 && k[0] == column);

    private static string? ColumnOf(string expr) =>
        Column().Match(expr.Trim()) is not { Success: true } match ? null : match.Groups["quoted"].Success
            ? match.Groups["quoted"].Value : match.Value.ToLowerInvariant();

    [GeneratedRegex("""^(?:[A-Za-z_][A-Za-z0-9_$]*|"(?<quoted>[^"]+)")$""")]
    private static partial Regex Column();
}
