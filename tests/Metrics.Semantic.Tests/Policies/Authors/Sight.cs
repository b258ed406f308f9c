using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Metrics.Domain.Access;

namespace Metrics.Semantic.Tests.Policies.Authors;

/// <summary>
/// What somebody may see, from the author's choices as data: which rows and columns of each table, and which definitions. Nothing here
/// knows the product's policies.
/// </summary>
internal sealed class Sight
{
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly AuthoredWorld _world;
    private readonly Dictionary<string, List<string>> _rows = [];
    private readonly HashSet<(string Table, string Column)> _masked = [];
    private readonly HashSet<(string Table, string Column)> _hidden = [];
    private readonly HashSet<(string Model, string Name)> _nulls = [];
    private readonly HashSet<string> _closed;
    private readonly HashSet<Member> _members = [];
    private readonly HashSet<string> _metrics = [];

    /// <summary>What a principal may see.</summary>
    /// <param name="world">The tables and definitions.</param>
    /// <param name="policies">What holds back; null principal, nothing.</param>
    /// <param name="principal">Who looks; null for the owner.</param>
    /// <param name="closed">Tables that are closed to everybody.</param>
    /// <param name="shown">Whether a dimension is shown of which it is hard to say what it reads: with null in place of what is hidden
    /// it may be.</param>
    public Sight(AuthoredWorld world, IEnumerable<AuthoredPolicy> policies, Principal? principal, HashSet<string> closed, Func<Member,
        bool> shown)
    {
        (_world, _closed) = (world, closed);
        foreach (var policy in policies.Where(p => principal is not null && p.Holds(principal)))
        {
            var table = world.TableOf(policy.Model).Name;
            // What could not be acted on closed its own table, and says nothing about others.
            if (closed.Contains(table) && policy.Verdict != Verdict.Held)
                continue;
            // A condition over what is closed cannot be evaluated.
            if (policy.Rows is { } rows)
            {
                var isBlind = policy.Over.Any(m => closed.Contains(world.TableOf(m.Model).Name));
                (_rows.TryGetValue(table, out var known) ? known : _rows[table] = []).Add(isBlind ? "false" : rows(principal!) ?? "false");
            }

            _masked.UnionWith(policy.Masked);
            _nulls.UnionWith(policy.MaskedMembers.Select(m => (m.Model, m.Name)));
            _hidden.UnionWith(policy.Hidden);
            _metrics.UnionWith(policy.HiddenMetrics);
        }

        foreach (var member in world.Models.SelectMany(m => m.Members.Select(x => (Table: m.Table, Member: x))))
        {
            if (closed.Contains(member.Table) || (member.Member.IsOpaque ? !shown(member.Member)
                : member.Member.Reads.Any(c => _hidden.Contains((member.Table, c)))))
                _members.Add(member.Member);
        }

        for (var before = -1; before != _metrics.Count;)
        {
            before = _metrics.Count;
            _metrics.UnionWith(world.Metrics.Where(m => m.Members.Any(_members.Contains) || m.Inputs.Any(_metrics.Contains))
                .Select(m => m.Name));
        }
    }

    /// <summary>Names that must not be shown, unless whoever asks said them first: of what is hidden, not of what is closed.</summary>
    public IEnumerable<string> Secrets => _members.Where(m => !_closed.Contains(_world.TableOf(m.Model).Name)).Select(m => m.Name)
        .Where(n => _world.Models.All(m => !m.Members.Exists(x => x.Name == n && !_members.Contains(x))))
        .Concat(_world.Metrics.Where(m => _metrics.Contains(m.Name) && !_closed.Contains(_world.TableOf(m.Model).Name))
            .Select(m => m.Name));

    /// <summary>True when nothing is held back.</summary>
    public bool IsWhole => _rows.Count + _masked.Count + _hidden.Count + _nulls.Count + _metrics.Count + _closed.Count == 0;

    /// <summary>Makes copies of the tables, filtered and masked.</summary>
    public string Copies(string suffix)
    {
        var sql = new StringBuilder();
        foreach (var table in _world.Tables)
        {
            var columns = table.Columns.Select(c => _masked.Contains((table.Name, c.Name)) || _hidden.Contains((table.Name, c.Name))
                ? $"null::{c.Type} as {c.Name}" : $"x.{c.Name}");
            var where = _rows.TryGetValue(table.Name, out var rows) ? string.Join(" and ", rows.Select(r => $"({r})")) : "true";
            sql.Append(CultureInfo.InvariantCulture,
                $"create table store.{_world.Prefix}{table.Name}{suffix} as "
                + $"select {string.Join(", ", columns)} from store.{_world.Prefix}{table.Name} x where {where};\n");
        }

        return sql.ToString();
    }

    /// <summary>The definitions that are left.</summary>
    /// <param name="configs">What each model says besides.</param>
    public string Yaml(IReadOnlyDictionary<string, string>? configs = null)
    {
        var yaml = new StringBuilder("semantic_models:\n");
        foreach (var model in _world.Models.Where(m => !_closed.Contains(m.Table)))
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  - name: {model.Name}\n    model: ref('{model.Table}')\n");
            if (model.Time is { } time)
                yaml.Append(CultureInfo.InvariantCulture, $"    defaults: {{agg_time_dimension: {time.Name}}}\n");
            Section(yaml, "entities", model, MemberKind.Primary, MemberKind.Foreign);
            Section(yaml, "dimensions", model, MemberKind.Dimension, MemberKind.Time);
            Section(yaml, "measures", model, MemberKind.Measure);
            yaml.Append(configs?.GetValueOrDefault(model.Name));
        }

        var metrics = _world.Metrics.Where(m => !_metrics.Contains(m.Name)).ToList();
        if (metrics.Count > 0)
            yaml.Append("metrics:\n").AppendJoin("", metrics.Select(m => $"  - {{name: {m.Name}, {m.Yaml}}}\n"));
        var queries = _world.Queries.Where(q => !_metrics.Contains(q.Metric) && !q.Members.Any(_members.Contains)).ToList();
        if (queries.Count > 0)
            yaml.Append("saved_queries:\n").AppendJoin("", queries.Select(q => $"  - {{name: {q.Name}, {q.Yaml}}}\n"));
        return yaml.ToString();
    }

    private void Section(StringBuilder yaml, string name, AuthoredModel model, params MemberKind[] kinds)
    {
        var members = model.Members.Where(m => kinds.Contains(m.Kind) && !_members.Contains(m)).ToList();
        if (members.Count > 0)
            yaml.Append(CultureInfo.InvariantCulture, $"    {name}:\n").AppendJoin("", members.Select(m => $"      - {Write(m)}\n"));
    }

    private string Write(Member member)
    {
        var expr = JsonSerializer.Serialize(_nulls.Contains((member.Model, member.Name))
            ? $"cast(null as {(member.Type == ValueKind.Text ? "text" : "int")})" : member.Expr, _json);
        return member.Kind switch
        {
            MemberKind.Primary => $"{{name: {member.Name}, type: primary, expr: {expr}}}",
            MemberKind.Foreign => $"{{name: {member.Name}, type: foreign, expr: {expr}}}",
            MemberKind.Time => $"{{name: {member.Name}, type: time, expr: {expr}, type_params: {{time_granularity: second}}}}",
            MemberKind.Measure => $"{{name: {member.Name}, agg: {member.Aggregation}, expr: {expr}}}",
            _ => $"{{name: {member.Name}, type: categorical, expr: {expr}}}",
        };
    }
}
