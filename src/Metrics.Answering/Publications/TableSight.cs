using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolution;

namespace Metrics.Answering.Publications;

/// <summary>
/// Which texts that came out of data somebody may read: administrators all of them; everybody else those about tables that no policy keeps
/// anything of from them, nor of
/// any table that is made from the same: what a policy hides of one would be told of another. Whatever is not certain is not shown.
/// </summary>
public sealed class TableSight
{
    private readonly bool _isAll;
    private readonly bool _isNone;
    private readonly bool _isDoubtful;
    private readonly PublicationSnapshot _snapshot;
    // Most answers have nothing to tell.
    private readonly Lazy<HashSet<string>> _held;

    private TableSight(bool isAll, bool isNone, bool isDoubtful, PublicationSnapshot? snapshot, Func<HashSet<string>> held) =>
        (_isAll, _isNone, _isDoubtful, _snapshot, _held) = (isAll, isNone, isDoubtful, snapshot ?? PublicationSnapshot.Nothing, new(held));

    /// <summary>The sight of whoever a state is for; of one that is for nobody in particular, everything: it is the owner's.</summary>
    public static TableSight Of(PublicationState state) => Of(state.Open, state.Snapshot.Value, state.Principal);

    /// <summary>The sight of somebody who has not shown who they are: what is for everybody, and nothing besides.</summary>
    public static TableSight None { get; } = new(isAll: false, isNone: true, isDoubtful: true, null, () => []);

    /// <summary>True for whoever may read everything.</summary>
    public bool IsOfAll => _isAll;

    /// <summary>What may be read of a text.</summary>
    public string Tell(DataText text) => Sees(text) ? text.Full : text.Public;

    /// <summary>What may be read of a text, if there is one.</summary>
    public string? TellAny(DataText? text) => text is null ? null : Tell(text);

    /// <summary>What may be read of a reason.</summary>
    public ToldReason Tell(DegradedReason reason) => new(reason.Code, reason.Table, Tell(reason.Detail));

    private static TableSight Of(Catalog open, PublicationSnapshot? snapshot, Principal? principal)
    {
        if (principal is null || principal.Scopes.HasFlag(AccessScopes.Admin))
            return new TableSight(isAll: true, isNone: false, isDoubtful: false, snapshot, () => []);
        // Where a definition could not be read, a policy may stand in it.
        var isDoubtful = open.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);
        return new TableSight(isAll: false, isNone: false, isDoubtful, snapshot, () => Held(open, principal));
    }

    // The tables of models that a policy holds, and those behind metrics that it hides, wherever they are.
    private static HashSet<string> Held(Catalog open, Principal principal)
    {
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var model in open.Models.Values)
        {
            foreach (var policy in model.Policies.Where(p => p.Holds(principal)))
            {
                held.Add(model.Table);
                foreach (var metric in policy.Hide.Select(n => n.Text).Where(open.Metrics.ContainsKey))
                    held.UnionWith(TouchedTables.Of(open, new MetricQuery { Metrics = [new MetricRequest(metric)] }, []).Value ?? []);
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
        // Of definitions, not of data: for those from whom no policy keeps anything.
        if (text.Tables.Count == 0)
            return _held.Value.Count == 0;
        return !_isDoubtful && !text.Tables.Concat(text.Connected).Concat(Related(text.Tables)).Any(_held.Value.Contains);
    }

    // As it is published now: a policy may stand on a table that was not there when the text was written.
    private IEnumerable<string> Related(EquatableList<string> tables)
    {
        var behind = tables.Concat(_snapshot.Tables.Where(t => tables.Contains(t.Model)).SelectMany(t => t.Ancestors).Select(a => a.Model))
            .ToHashSet(StringComparer.Ordinal);
        return behind.Concat(_snapshot.Tables.Where(t => t.Ancestors.Any(a => behind.Contains(a.Model))).Select(t => t.Model));
    }
}
