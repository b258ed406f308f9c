using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Externals;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Engine;

namespace Metrics.Semantic.Binding;

/// <summary>Looks in a plain schema for the tables that definitions name and no refresh publishes.</summary>
internal static partial class ExternalTables
{
    private const int LongestWhole = 40;

    /// <summary>The named tables that exist, each in the schema of its definition or else in the project's external schema.</summary>
    public static async Task<IReadOnlyList<BindableTable>> ReadAsync(
        IDescriber describe, ExternalSchema external, CatalogDraft draft, IReadOnlySet<string> published, CancellationToken ct)
    {
        // Those of refused models too: whether their policies have a table must be known.
        var named = draft.Set.Models.Where(m => m.Table.Length > 0).Select(m => (m.Table, m.Relation))
            .Concat(draft.Sound.TimeSpines.Select(t => (t.Table, t.Relation)))
            .Where(t => !published.Contains(t.Table))
            .DistinctBy(t => t.Table, StringComparer.Ordinal).ToList();
        var found = new List<BindableTable>();
        var database = named.Count == 0 ? null : await describe.DatabaseAsync(ct);
        foreach (var (table, relation) in named)
        {
            var (schema, name) = PlaceOf(external, table, relation);
            // What a published table was built as. By that name its policies would not be found.
            if (schema == PublishedTable.Store && IsVersionOf(published, name))
                continue;
            // The store reads one database; a table of the same name there is a different table.
            if (IsDbts(external) && relation?.Database is { } other && other != database)
                continue;
            var columns = await describe.ColumnsAsync(schema, name, ct);
            if (columns.Count > 0)
                found.Add(new BindableTable(table, name, columns, []) { Schema = schema });
        }

        return found;
    }

    /// <summary>Where a table is looked for.</summary>
    public static (string Schema, string Name) PlaceOf(ExternalSchema external, string table, NodeRelation? relation) =>
        (relation?.Schema ?? external.Schema, relation?.Schema is null ? table : relation.Name);

    /// <summary>A warning if the manifest was made for another database than the one that is read.</summary>
    public static async Task<Finding?> OtherDatabaseAsync(IDescriber describe, ExternalSchema external, CancellationToken ct) =>
        external.Database is { } made && await describe.DatabaseAsync(ct) is var here && made != here
            ? new Finding(Breaks: null, new Diagnostic(
                DiagnosticCode.Doubtful,
                    $"{external.Manifest} is for the database '{made}', but this is '{here}', where its tables are looked up",
                external.At, "generate it for the target of this database: dbt parse --target NAME"))
            : null;

    // The name of a relation is that of its table with the version, cut and with a hash where the table's is long.
    private static bool IsVersionOf(IReadOnlySet<string> published, string relation) =>
        published.Any(table => relation.StartsWith(table[..Math.Min(table.Length, LongestWhole)], StringComparison.Ordinal))
        && Versioned().IsMatch(relation);

    [GeneratedRegex(@"_v[0-9]+(_rej)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Versioned();

    private static bool IsDbts(ExternalSchema external) => external.Manifest is not null || external.DbtProject is not null;

    /// <summary>The table as queries read it: without a version, so that no answer over it is cached.</summary>
    public static PublishedTable Unversioned(BindableTable table) => new()
    {
        Model = table.Model, Pack = "external", Layer = Layer.Gold, Version = 0, Publication = 0, Relation = table.Relation,
        Schema = table.Schema, RowsAt = null,
        Columns = table.Columns, Keys = table.Keys, Ancestors = [], AsOf = null, CheckedAt = default, PublishedAt = default,
        BuiltAt = default, Rejected = [],
        LastAttempt = new Attempt(AttemptStatus.Unchanged, default, Guid.Empty, null), Held = false,
    };
}
