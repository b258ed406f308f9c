using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolution;

namespace Metrics.Answering.Publications;

/// <summary>
/// Decides which texts derived from data a principal may read. Administrators read all. Others read texts about tables from which no policy
/// hides anything from them, and only if the same holds for every table made from the same inputs: what is hidden in one would show in
/// another. In doubt a text is not shown.
/// </summary>
public sealed class TableSight
{
    private readonly bool _isAll;
    private readonly bool _isNone;
    private readonly bool _isDoubtful;
    private readonly PublicationSnapshot _snapshot;
    // Lazy, since most answers have no such text.
    private readonly Lazy<HashSet<string>> _held;

    private TableSight(bool isAll, bool isNone, bool isDoubtful, PublicationSnapshot? snapshot, Func<HashSet<string>> held) =>
        (_isAll, _isNone, _isDoubtful, _snapshot, _held) = (isAll, isNone, isDoubtful, snapshot ?? PublicationSnapshot.Nothing, new(held));

    /// <summary>The sight of the principal of a state. Without a principal it is everything, since the state is the owner's.</summary>
    public static TableSight Of(PublicationState state) => Of(state.Open, state.Snapshot.Value, state.Principal);

    /// <summary>The sight of a caller who has not authenticated: public texts only.</summary>
    public static TableSight None { get; } = new(isAll: false, isNone: true, isDoubtful: true, null, () => []);

    /// <summary>True when everything may be read.</summary>
    public bool IsOfAll => _isAll;

    /// <summary>The part of a text that may be read.</summary>
    public string Tell(DataText text) => Sees(text) ? text.Full : text.Public;

    /// <summary>The part of a text that may be read; null when there is no text.</summary>
    public string? TellAny(DataText? text) => text is null ? null : Tell(text);

    /// <summary>A reason with the part of its text that may be read.</summary>
    public ToldReason Tell(DegradedReason reason) => new(reason.Code, reason.Table, Tell(reason.Detail));

    private static TableSight Of(Catalog open, PublicationSnapshot? snapshot, Principal? principal)
    {
        if (principal is null || principal.Scopes.HasFlag(AccessScopes.Admin))
            return new TableSight(isAll: true, isNone: false, isDoubtful: false, snapshot, () => []);
        // A definition that could not be read may contain a policy.
        var isDoubtful = open.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);
        return new TableSight(isAll: false, isNone: false, isDoubtful, snapshot, () => Held(open, principal));
    }

    // The tables of models with a policy that applies to the principal, and all tables behind metrics that such a policy hides.
    private static HashSet<string> Held(Catalog open, Principal principal)
    {
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var model in open.Models.Values)
        {
            foreach (var policy in model.Policies.Where(p => p.Holds(principal)))
            {
                held.Add(model.Table);
                foreach (var metric in policy.Hide.Select(n => n.Text).Where(open.Metrics.ContainsKey))
                    held.UnionWith(TouchedTables.OfMetric(open, metric));
            }
        }

        return held;
    }

    private bool Sees(DataText text)
    {
        if (_isAll)
            return true;
        if (_isNone || text.IsSealed)
            return false;
        // A text about definitions, not data: for principals to whom no policy applies.
        if (text.Tables.Count == 0)
            return _held.Value.Count == 0;
        return !_isDoubtful && !text.Tables.Concat(text.Connected).Concat(Related(text.Tables)).Any(_held.Value.Contains);
    }

    // By what is published now: a policy may be on a table that did not exist when the text was written.
    private IEnumerable<string> Related(EquatableList<string> tables)
    {
        var behind = tables.Concat(_snapshot.Tables.Where(t => tables.Contains(t.Model)).SelectMany(t => t.Ancestors).Select(a => a.Model))
            .ToHashSet(StringComparer.Ordinal);
        return behind.Concat(_snapshot.Tables.Where(t => t.Ancestors.Any(a => behind.Contains(a.Model))).Select(t => t.Model));
    }
}
