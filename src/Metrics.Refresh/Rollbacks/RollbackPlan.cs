using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Publishing;
using Metrics.Refresh.State;
using Npgsql;

namespace Metrics.Refresh.Rollbacks;

/// <summary>Which pointers a rollback moves.</summary>
/// <param name="Restored">The versions to point at again.</param>
/// <param name="Retired">Models that were not published then.</param>
internal sealed record RollbackPlan(EquatableList<BuiltVersion> Restored, EquatableList<string> Retired)
{
    public EquatableList<Move> Moves => Restored.Select(v => new Move(v.Model, v.Version)).ToEquatableList();

    public static async Task<Outcome<RollbackPlan>> MakeAsync(
        RollbackTarget target, IReadOnlyDictionary<string, CurrentVersion> current, NpgsqlDataSource data, VersionLog versions,
        bool discardHistory, CancellationToken ct)
    {
        var wanted = target is RollbackTarget.Version(var model, var number)
            ? new Dictionary<string, long?> { [model] = number }
            : await StateAsync((RollbackTarget.Publication)target, data, ct);
        if (wanted.Count == 0)
            return Outcome<RollbackPlan>.Refused(
                new Diagnostic(DiagnosticCode.CannotRollBack, $"there is no {target}", Hint: await RecentAsync(data, ct)));
        var problems = new List<Diagnostic>();
        var restored = new List<BuiltVersion>();
        foreach (var (name, version) in wanted.Where(w => w.Value is not null && current.GetValueOrDefault(w.Key)?.Built.Version != w.Value)
            .OrderBy(w => w.Key, StringComparer.Ordinal))
        {
            if (await versions.FindAsync(name, version!.Value, ct) is { } kept)
                restored.Add(kept);
            else
                problems.Add(new Diagnostic(
                    DiagnosticCode.CannotRollBack, $"version {version} of '{name}' is no longer kept",
                    Hint: "metrics.yml sets how many are kept: refresh.keep_versions"));
        }

        var retired = current.Keys.Where(m => wanted.TryGetValue(m, out var version) && version is null).Order(StringComparer.Ordinal)
            .ToEquatableList();
        if (!discardHistory)
        {
            foreach (var snapshot in restored.Select(r => r.Model).Concat(retired)
                .Where(m => current.GetValueOrDefault(m)?.Built.Materialization == "snapshot"))
                problems.Add(new Diagnostic(
                    DiagnosticCode.HistoryAtRisk, $"'{snapshot}' is a snapshot: what it recorded since would be lost permanently",
                    Hint: "add --discard-history if that is what you want"));
        }

        return problems.Count > 0
            ? Outcome<RollbackPlan>.Refused(problems) : Outcome<RollbackPlan>.Of(new RollbackPlan(restored.ToEquatableList(), retired));
    }

    // A model that was first published later has pointer moves, but none up to then: its version is null.
    private static async Task<Dictionary<string, long?>> StateAsync(
        RollbackTarget.Publication target, NpgsqlDataSource data, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            """
            select m.model,
                   (select l.version from ops.pointer_move l where l.model = m.model and l.publication <= $1
                    order by l.publication desc limit 1)
            from (select distinct model from ops.pointer_move) m
            where exists (select from ops.publication where publication = $1)
            """);
        command.Parameters.AddWithValue(target.Number);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var state = new Dictionary<string, long?>();
        while (await reader.ReadAsync(ct))
            state[reader.GetString(0)] = reader.IsDBNull(1) ? null : reader.GetInt64(1);
        return state;
    }

    private static async Task<string> RecentAsync(NpgsqlDataSource data, CancellationToken ct)
    {
        await using var command = data.CreateCommand("select publication from ops.publication order by publication desc limit 10");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var numbers = new List<string>();
        while (await reader.ReadAsync(ct))
            numbers.Add(reader.GetInt64(0).ToString(CultureInfo.InvariantCulture));
        return numbers.Count == 0 ? "nothing has been published" : $"the latest are {string.Join(", ", numbers)}";
    }
}
