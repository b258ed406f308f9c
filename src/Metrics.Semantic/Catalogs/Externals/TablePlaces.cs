using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Externals.Dbt;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Externals;

/// <summary>
/// Finds the real table of each definition, whatever it is called by. Two models that reach one relation, one by <c>ref</c> and one by its
/// place or another alias, are over one table, and the policies of both apply to it.
/// </summary>
internal sealed partial class TablePlaces
{
    private readonly ExternalSchema _external;
    private readonly IReadOnlySet<string> _published;
    private readonly ILookup<string, DbtNode> _nodes;
    private readonly List<(DefinitionKey Key, TableRef Of, DbtNode Node, SourceLocation At)> _unknown = [];

    /// <param name="source">The project.</param>
    /// <param name="external">Its settings for tables that no refresh publishes.</param>
    /// <param name="published">Tables that the refresh publishes; a <c>ref</c> outside of the dbt project is looked for here first.</param>
    public TablePlaces(CatalogSource source, ExternalSchema external, IReadOnlySet<string> published)
    {
        (_external, _published) = (external, published);
        var nodes = external.Nodes.Count > 0 || external.DbtProject is not null || external.Manifest is not null
            ? external.Nodes
            : source.Files.SelectMany(f => DbtProperties.Read(f.Path, f.Text)).SelectMany(Plain);
        _nodes = nodes.ToLookup(n => n.Name, StringComparer.Ordinal);
    }

    /// <summary>Gives every definition its table.</summary>
    public void Apply(WrittenManifest written)
    {
        for (var i = 0; i < written.Models.Count; i++)
        {
            var model = written.Models[i];
            var (table, relation, unknown) = Place(model.Ref, model.Relation, model.Table, IsDbts(model.Pack));
            Note(written, table, model.Ref, relation, model.Table);
            written.Models[i] = model with { Table = table, Relation = relation };
            if (unknown is not null)
                _unknown.Add((DefinitionKey.OfModel(model.Name), model.Ref!, unknown, model.Location));
        }

        foreach (var spines in (List<WrittenSpine>[])[written.Spines, written.LegacySpines])
        {
            for (var i = 0; i < spines.Count; i++)
                spines[i] = Placed(written, spines[i]);
        }

        for (var i = 0; i < written.Closed.Count; i++)
        {
            var closed = written.Closed[i];
            written.Closed[i] = closed with { Table = Place(closed.Ref, closed.Relation, closed.Table, isDbts: true).Table };
            // In a pack's own file the published table of this name may have been meant.
            if (closed.Ref is { } of && _published.Contains(of.Table))
                written.Closed.Add(closed with { Ref = null });
        }

        written.Findings.AddRange(Unknown());
        CloseDoubtful(written);
        CloseUnheld(written);
    }

    // Policies in dbt's settings are not read, and a project that cannot be read may have some. What they would hide is not known, so all
    // tables that they may be about are closed.
    private void CloseUnheld(WrittenManifest written)
    {
        var why = _external.UnheldPolicies is { } at ? $"{at} has policies, which are not read there and may apply to it"
            : _external.IsUnread ? "the dbt project that builds it cannot be read, and may have policies for it" : null;
        if (why is null)
            return;
        Diagnostic Problem(SourceLocation place) => new(
            DiagnosticCode.PoliciesUnread, $"closed to all callers, since {why}", place,
            _external.UnheldPolicies is null
                ? "fix the dbt project first" : "write policies under config.meta.metrics of a semantic model");
        written.Findings.Add(new Finding(Breaks: null, Problem(_external.UnheldPolicies ?? _external.At)));
        foreach (var model in written.Models.Where(m => IsDbts(m.Pack) || !_published.Contains(m.Table)))
        {
            written.Findings.Add(new Finding(DefinitionKey.OfModel(model.Name), Problem(model.Location)));
            written.Closed.Add(new ClosedTable(model.Table, why));
        }

        foreach (var spine in written.Spines.Concat(written.LegacySpines).Where(s => IsDbts(s.Pack) || !_published.Contains(s.Table)))
            written.Closed.Add(new ClosedTable(spine.Table, why));
        // Also tables without a definition over them, because there may be views of them.
        foreach (var node in _external.Nodes)
            written.Closed.Add(new ClosedTable(Identity(node.Relation), why));
    }

    // If the place of a table with policies is unknown, any table that is only named by its place may be the one. A table that dbt is known
    // to build for another model is not.
    private void CloseDoubtful(WrittenManifest written)
    {
        var unknown = _unknown.Select(u => u.Key).ToHashSet();
        if (written.Models.Find(m => unknown.Contains(DefinitionKey.OfModel(m.Name))
            && (m.Policies.Count > 0 || written.InDoubt.Contains(m.Name))) is not { } held)
            return;
        var why = $"the policies of semantic model '{held.Name}' may apply to it, since it is not known where dbt builds {held.Ref}";
        var byPlace = written.Models.Where(m => !IsKnown(m.Ref)).Select(m => m.Table)
            .Concat(written.Spines.Concat(written.LegacySpines).Where(s => !IsKnown(s.Ref)).Select(s => s.Table))
            .Where(t => t.Length > 0 && !_published.Contains(t)).Distinct(StringComparer.Ordinal);
        foreach (var table in byPlace.ToList())
            written.Closed.Add(new ClosedTable(table, why));
    }

    private bool IsKnown(TableRef? of) => of is not null && NodeOf(of) is { Unknown: null };

    private DbtNode? NodeOf(TableRef of) => _nodes[of.Name].Where(n => of.Package is null || n.Package == of.Package)
        .FirstOrDefault(n => of.Version is null ? n.IsLatest : n.Version == of.Version);

    private WrittenSpine Placed(WrittenManifest written, WrittenSpine spine)
    {
        var (table, relation, unknown) = Place(spine.Ref, spine.Relation, spine.Table, IsDbts(spine.Pack));
        Note(written, table, spine.Ref, relation, spine.Table);
        var (before, after) = (new DefinitionKey(DefinitionKind.TimeSpine, spine.Table),
            new DefinitionKey(DefinitionKind.TimeSpine, table));
        for (var i = 0; table != spine.Table && i < written.Findings.Count; i++)
        {
            if (written.Findings[i].Breaks == before)
                written.Findings[i] = written.Findings[i] with { Breaks = after, About = after };
        }

        if (unknown is not null)
            _unknown.Add((after, spine.Ref!, unknown, spine.Location));
        return spine with { Table = table, Relation = relation };
    }

    private (string Table, NodeRelation? Relation, DbtNode? Unknown) Place(TableRef? of, NodeRelation? relation, string table, bool isDbts)
    {
        if (of is null)
        {
            if (relation?.Schema is null)
                return (table, relation, null);
            // A place is written for one of several targets, but tables are read in this database only.
            var here = relation with { Database = null };
            return (Identity(here), here, null);
        }

        if (!isDbts && _published.Contains(of.Table))
            return (of.Table, null, null);
        if (NodeOf(of) is { } node)
            return (Identity(node.Relation), node.Relation, node.Unknown is null ? null : node);
        if (_published.Contains(of.Table) || _external.Schema.Length > 0)
            return (of.Table, null, null);
        return (of.Table, null, new DbtNode("", of.Name, of.Version, IsLatest: true, new NodeRelation(null, null, of.Table))
        {
            Unknown = "the manifest does not have it",
        });
    }

    // The table's name alone if it is in the schema of the settings, otherwise with its schema.
    private string Identity(NodeRelation relation)
    {
        if (relation.Schema is "bronze" or "silver" or "gold" && _published.Contains(relation.Name))
            return relation.Name;
        return relation.Schema == _external.Schema && !_published.Contains(relation.Name)
            ? relation.Name
            : $"{Part(relation.Schema ?? "")}.{Part(relation.Name)}";
    }

    private static string Part(string name) => PlainName().IsMatch(name) ? name
        : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private bool IsDbts(string pack) => _external.Pack == pack;

    // Without a dbt project: the tables that the files of definitions describe in lists such as models:.
    private IEnumerable<DbtNode> Plain(DbtProperties of)
    {
        DbtNode Node(string? version, bool isLatest, DbtSettings settings) => new("", of.Name, version, isLatest, new NodeRelation(
            settings.Database?.Text, settings.TargetSchema?.Text ?? DbtNames.Schema(_external.Schema, settings.Schema?.Text),
                DbtNames.Alias(of.Name, version, settings.Alias?.Text)))
        {
            Unknown = settings.Computed is { } computed ? $"its {computed} is computed by Jinja, which is not run here" : null,
        };
        return of.Versions.Count == 0
            ? [Node(null, isLatest: true, of.Settings)]
            : of.Versions.Select(v => Node(v.Version, v.Version == of.Latest, of.Settings.With(v.Settings)));
    }

    private static void Note(WrittenManifest written, string table, TableRef? of, NodeRelation? relation, string before)
    {
        var names = written.OtherNames.TryGetValue(table, out var known) ? known
            : written.OtherNames[table] = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in new[] { of?.Name, of?.Table, relation?.Name, before }.Where(n => n is { Length: > 0 } && n != table))
            names.Add(name!);
    }

    // One line for all tables whose place one macro decides.
    private IEnumerable<Finding> Unknown() => _unknown
        .GroupBy(u => (u.Node.Unknown, u.Node.UnknownAt, Key: u.Node.UnknownAt is null ? u.Key : (DefinitionKey?)null))
        .SelectMany(same =>
        {
            var names = same.Select(u => u.Of.ToString()).Distinct().Order(StringComparer.Ordinal).ToEquatableList();
            var problem = new Diagnostic(
                DiagnosticCode.Unbound, $"it is not known where dbt builds {NameList.Of(names)}: {same.Key.Unknown}",
                same.Key.UnknownAt ?? same.First().At,
                same.First().Node.UnknownHint ?? "set external: {manifest: target/manifest.json}, which has the places that dbt computed");
            return same.Select(u => new Finding(u.Key, problem));
        });

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_$]*$")]
    private static partial Regex PlainName();
}
