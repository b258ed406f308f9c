using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Sql;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Sql;

namespace Metrics.Refresh.Projects;

/// <summary>
/// The columns of tables as far as the project's files tell them: those that sources and seeds declare, and those that a plain select
/// names. What names another column fails in every run.
/// </summary>
internal sealed partial class KnownColumns(Project project)
{
    // Words that SQL takes where a column may be.
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "null", "true", "false", "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_user", "user",
        "session_user", "current_role", "current_catalog", "current_schema", "default",
    };

    private readonly Dictionary<string, IReadOnlyList<string>?> _known = new(StringComparer.Ordinal);

    /// <summary>One error for each expression of a semantic model, and each column of a plain select, that names no column.</summary>
    public IEnumerable<Diagnostic> Missing(IEnumerable<SemanticModel> models) =>
    [
        .. project.Nodes.Values.OfType<ModelNode>().OrderBy(n => n.Name, StringComparer.Ordinal).SelectMany(OfModel),
        .. models.SelectMany(OfSemantics),
    ];

    private IEnumerable<Diagnostic> OfModel(ModelNode model) =>
        SelectList.Of(model) is not { From: { } from } list || Of(from) is not { } known ? []
            : list.Columns.Where(c => c.IsPlain && c.Name != list.Alias && IsMissing(c.Name, known))
                .Select(c => Problem($"model '{model.Name}'", c.Name, from, known, model.Location));

    private IEnumerable<Diagnostic> OfSemantics(SemanticModel model) => Of(model.Table) is not { } known ? []
        : model.Entities.Select(e => (What: $"entity '{e.Name}'", e.Expr, e.Location))
            .Concat(model.Dimensions.Select(d => (What: $"dimension '{d.Name}'", d.Expr, d.Location)))
            .Concat(model.Measures.Select(m => (What: $"measure '{m.Name}'", m.Expr, m.Location)))
            .Where(m => Plain().IsMatch(m.Expr) && m.Expr != model.Table && IsMissing(m.Expr, known))
            .Select(m => Problem($"{m.What} of semantic model '{model.Name}'", m.Expr, model.Table, known, m.Location));

    private static Diagnostic Problem(string what, string column, string table, IReadOnlyList<string> known, SourceLocation at) => new(
        DiagnosticCode.Unbound, $"{what}: '{column}' is no column of '{table}'", at,
        NearestNames.To(column, known) is { Count: > 0 } ? null : $"its columns are {string.Join(", ", known)}",
        NearestNames.To(column, known));

    // PostgreSQL does not tell capitals in names without quotes apart.
    private static bool IsMissing(string column, IReadOnlyList<string> known) => !Words.Contains(column)
        && ReservedColumns.Refuse(column) is null && !known.Contains(column, StringComparer.OrdinalIgnoreCase);

    // Null when the files do not tell.
    private IReadOnlyList<string>? Of(string table)
    {
        if (_known.TryGetValue(table, out var known))
            return known;
        _known[table] = null;
        return _known[table] = project.Nodes.GetValueOrDefault(table) switch
        {
            SourceNode source => [.. source.Table.Columns.Where(c => !c.Drop).Select(c => c.Name)],
            SeedNode seed => [.. seed.Table.Columns.Where(c => !c.Drop).Select(c => c.Name)],
            ModelNode { Snapshot: null } model => SelectList.Of(model) is { } list ? [.. list.Columns.Select(c => c.Name)] : null,
            _ => null,
        };
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Plain();
}

/// <summary>The columns of a model's first select, if each has a name.</summary>
/// <param name="Columns">Their names, and whether each is nothing but a name.</param>
/// <param name="From">The only table that they are from; null for several, and for a query in its place.</param>
/// <param name="Alias">What the select calls that table.</param>
internal sealed partial record SelectList(EquatableList<(string Name, bool IsPlain)> Columns, string? From, string? Alias)
{
    private const char Mark = '\u0001';

    /// <summary>Null when the model is no plain select.</summary>
    public static SelectList? Of(ModelNode model)
    {
        var sql = SqlScan.Blank(model.Template.Render(n => $"{Mark}{n}{Mark}", _ => "x"));
        if (Begin().Match(sql) is not { Success: true } begin)
            return null;
        var (columns, depth, from) = (new List<(string, bool)>(), 0, begin.Length);
        for (var at = begin.Length; at <= sql.Length; at++)
        {
            var isEnd = at == sql.Length || (depth == 0 && Source().IsMatch(sql, at));
            if (!isEnd && (depth > 0 || sql[at] != ','))
            {
                depth += sql[at] is '(' or '[' ? 1 : sql[at] is ')' or ']' ? -1 : 0;
                continue;
            }

            if (Item().Match(sql[from..at].Trim()) is not { Success: true } item)
                return null;
            columns.Add((item.Groups["name"].Value, item.Groups["plain"].Success));
            if (isEnd)
                return With(columns, sql[at..]);
            from = at + 1;
        }

        return null;
    }

    private static SelectList With(List<(string, bool)> columns, string rest)
    {
        var single = Single().Match(rest);
        return new SelectList(
            columns.ToEquatableList(), single.Success ? single.Groups["table"].Value : null,
            single.Success ? single.Groups["alias"].Value.Trim('"') : null);
    }

    [GeneratedRegex(@"^\s*select\s+((distinct|all)\s+(?!on\b))?(?=\S)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Begin();

    [GeneratedRegex(@"\G(?<!\w)from\b", RegexOptions.IgnoreCase)]
    private static partial Regex Source();

    // A name, a column of an alias, or anything with a name.
    [GeneratedRegex(
        @"^((?<plain>(?<name>[A-Za-z_]\w*))|[A-Za-z_]\w*\s*[.]\s*(?<name>[A-Za-z_]\w*)"
            + @"|.*\sas\s+(""(?<name>[^""]+)""|(?<name>[A-Za-z_]\w*)))$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Item();

    [GeneratedRegex(
        "^from\\s+\u0001(?<table>[^\u0001]+)\u0001\\s+(as\\s+)?(?<alias>\"[^\"]+\"|\\w+)\\s*((where|group|order|limit|having)\\b.*)?$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Single();
}
