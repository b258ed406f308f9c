using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>
/// Closes a table when a model over it has policies and is refused for any reason, or when a file that mentions both the table and policies
/// could not be read whole. No model over a closed table is served, because it is not known what was to be hidden.
/// </summary>
internal sealed class TableClosing
{
    private readonly DefinitionSet _set;
    private readonly Dictionary<string, string> _closed = new(StringComparer.Ordinal);
    private readonly List<Diagnostic> _problems = [];
    private readonly Dictionary<DefinitionKey, Diagnostic> _refused = [];

    /// <param name="set">The definitions.</param>
    /// <param name="findings">Everything that is wrong with them.</param>
    /// <param name="further">Tables that are closed for a reason outside of the definitions.</param>
    public TableClosing(DefinitionSet set, IReadOnlyCollection<Finding> findings, IEnumerable<ClosedTable> further)
    {
        _set = set;
        // The reason must not name what the policies were to hide.
        var unheld = findings.Where(f => f.Diagnostic.Code == DiagnosticCode.PoliciesUnread).Select(f => f.Breaks).ToHashSet();
        foreach (var model in set.Models.Where(m => m.Table.Length > 0 && unheld.Contains(DefinitionKey.OfModel(m.Name))))
            _closed.TryAdd(model.Table, $"policies that may apply to semantic model '{model.Name}' over it are not in force");
        foreach (var closed in set.Written.Closed.Concat(further))
            _closed.TryAdd(closed.Table, closed.Why);
        CloseByFile();
        CloseByMetric(findings);
    }

    // A key that nothing reads does not affect the rest of the file, unless it may be meant as a policy.
    private void CloseByFile()
    {
        var unread = _set.Written.Findings
            .Where(f => f is { Breaks: null, Diagnostic: { Code: var code, Location: not null } } && IsOfReading(code))
            .Select(f => f.Diagnostic.Location!.Value.File)
            // If the table of a model with policies cannot be read, any table that its file mentions may be meant.
            .Concat(_set.Written.Models
                .Where(m => m.Table.Length == 0 && (m.Policies.Count > 0 || _set.Written.InDoubt.Contains(m.Name)))
                .Select(m => m.Location.File))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var file in _set.Written.Files.Where(f => unread.Contains(f.Path) && f.SpeaksOfPolicies))
        {
            foreach (var table in TablesConcerned.ByFile(_set, file, file.Text))
                _closed.TryAdd(table, $"{file.Path} may be about it and has policies, and cannot be read completely");
        }
    }

    // A policy in a metric or a saved query applies to nothing, so the tables that it may be meant for are those that are read for it.
    private void CloseByMetric(IEnumerable<Finding> findings)
    {
        foreach (var (key, problem) in findings.Where(f => f.Diagnostic.Code == DiagnosticCode.PolicyNotHeld
            && f.Breaks is { Kind: DefinitionKind.Metric or DefinitionKind.SavedQuery }).Select(f => (f.Breaks!.Value, f.Diagnostic)))
        {
            var names = key.Kind == DefinitionKind.Metric ? [key.Name]
                : _set.SavedQueries.Where(q => q.Name == key.Name).SelectMany(q => q.Query.Metrics.Select(m => m.Name)).ToList();
            var tables = _set.Metrics.Where(m => names.Contains(m.Name)).SelectMany(m => TablesConcerned.ByMetric(_set, m)).ToList();
            // Too wrong for a definition to be made of it.
            if (tables.Count == 0 && _set.Written.Files.Find(f => f.Path == problem.Location?.File) is { } file)
                tables.AddRange(TablesConcerned.ByFile(_set, file, file.Text));
            foreach (var table in tables)
                _closed.TryAdd(table, $"the policies in {key}, which is computed from it, are in a place where they have no effect");
        }
    }

    /// <summary>The tables that are closed.</summary>
    public IEnumerable<string> Tables => _closed.Keys;

    /// <summary>The errors of what is refused only for a closed table, at its place.</summary>
    public IEnumerable<Diagnostic> Problems => _problems;

    /// <summary>Why a definition is refused here; null when it is not.</summary>
    public Diagnostic? WhyRefused(DefinitionKey key) => _refused.GetValueOrDefault(key);

    /// <summary>Closes the tables that these broken definitions require to be closed; true when that broke more definitions.</summary>
    public bool Close(HashSet<DefinitionKey> broken)
    {
        foreach (var model in _set.Written.Models.Where(m => m.Table.Length > 0 && broken.Contains(DefinitionKey.OfModel(m.Name))))
        {
            if (model.Policies.Count > 0 || _set.Written.InDoubt.Contains(model.Name))
                _closed.TryAdd(model.Table, $"the policies of semantic model '{model.Name}' over it cannot be applied");
        }

        var more = false;
        foreach (var model in _set.Models.Where(m => _closed.ContainsKey(m.Table)))
            more |= Refuse(DefinitionKey.OfModel(model.Name), model.Table, model.Location, broken);
        foreach (var spine in _set.TimeSpines.Where(t => _closed.ContainsKey(t.Table)))
            more |= Refuse(new DefinitionKey(DefinitionKind.TimeSpine, spine.Table), spine.Table, spine.Location, broken);
        return more;
    }

    private bool Refuse(DefinitionKey key, string table, SourceLocation at, HashSet<DefinitionKey> broken)
    {
        if (!broken.Add(key))
            return false;
        var problem = new Diagnostic(DiagnosticCode.TableClosed, $"{key}: its table '{table}' is closed: {_closed[table]}", at,
            "fix that first; until then no caller can read the table");
        _problems.Add(problem);
        _refused.TryAdd(key, problem);
        return true;
    }

    private static bool IsOfReading(DiagnosticCode code) =>
        code == DiagnosticCode.UnreadableFile || code == DiagnosticCode.RepeatedKey || code == DiagnosticCode.PolicyNotHeld
            || code == DiagnosticCode.WrongValue
        || code == DiagnosticCode.MissingKey;
}
