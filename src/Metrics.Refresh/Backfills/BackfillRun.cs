using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Runs;
using Metrics.Refresh.Sql;
using Metrics.Refresh.State;
using Npgsql;

namespace Metrics.Refresh.Backfills;

/// <summary>
/// Builds a model's relation anew in slices of its time, each committed once it is done. The next run of the model takes the relation over
/// and publishes it.
/// </summary>
internal sealed class BackfillRun(Warehouse warehouse, Project project, Action<string> say)
{
    public async Task<Outcome<BackfillReport>> RunAsync(BackfillRequest request, CancellationToken ct)
    {
        if (!project.Nodes.TryGetValue(request.Model, out var node))
            return Refused($"there is no model '{request.Model}'", null, NearestNames.To(request.Model, project.Nodes.Keys));
        if (node is not ModelNode { Materialization: Materialization.Incremental, Increment: Increment.Windowed windowed } model)
            return Refused(
                $"'{request.Model}' has no time window to cut into slices",
                "only incremental models with 'increment: {time: …, window: …}' have one");
        var lease = new RefreshLease(warehouse, new LeaseTiming { Length = project.Settings.Refresh.Lease });
        var acquisition = await lease.WaitAcquireAsync(Guid.CreateVersion7(warehouse.Clock.GetUtcNow()), request.Wait, ct);
        if (acquisition is not Acquisition.Granted(var grant))
            return Outcome<BackfillReport>.Refused(acquisition.Problem!);
        await using (grant)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, grant.Lost);
            // Another project may have taken the database over during the wait for the lease.
            if (await ProjectOwner.RefuseAsync(grant.Data, project.Claim, stop.Token) is { } other)
                return Outcome<BackfillReport>.Refused(other);
            return await RunAsync(request, model, windowed, grant, stop.Token);
        }
    }

    private async Task<Outcome<BackfillReport>> RunAsync(
        BackfillRequest request, ModelNode model, Increment.Windowed windowed, LeaseGrant grant, CancellationToken ct)
    {
        var versions = new VersionLog(grant.Data, warehouse.Clock);
        var inputs = new RunInputs(project, await versions.CurrentAsync(ct), new Dictionary<string, NodeOutcome>());
        if (inputs.Missing(model) is { } missing)
            return Refused($"'{model.Name}' cannot be built: {missing}", "run what it reads first");
        var names = model.StoredInputsIn(project.Nodes);
        var fingerprint = Fingerprint.OfModel(model, project.Nodes, project.Settings.Vars, names.Select(n => (n, inputs.Of(n).Version)));
        var input = inputs.Of(windowed.From);
        var sessions = await BuildSessions.StartAsync(grant.Data, project.Settings.Refresh.BuildMemory, tables: 1, ct);
        await using var connection = await sessions.OpenAsync(ct);
        var state = await ResumeAsync(connection, model, request, fingerprint, versions, Render, ct);
        var slices = await SlicesAsync(connection, windowed, input, request.Slice, ct);
        var open = slices.Where(s => !state.Done.Contains(s.From)
            && (request.From is null || s.To > request.From) && (request.To is null || s.From < request.To)).ToList();
        foreach (var (from, to, nulls) in open)
        {
            var rows = await SliceAsync(connection, model, windowed, input, grant, state, (from, to, nulls), Render, ct);
            if (rows is null)
                return Outcome<BackfillReport>.Refused(grant.LostDiagnostic);
            say(string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd HH:mm} to {to:yyyy-MM-dd HH:mm}: {rows:N0} rows"));
        }

        var report = new BackfillReport(state.Done.Count(d => slices.Exists(s => s.From == d)) + open.Count, slices.Count);
        return !report.Finished || state.Finished || await FinishAsync(connection, model, windowed, grant, state, ct)
            ? Outcome<BackfillReport>.Of(report)
            : Outcome<BackfillReport>.Refused(grant.LostDiagnostic);

        string Render(string? rows) => ModelSql.Render(
            model, project.Nodes, project.Settings.Vars,
            name => rows is not null && name == windowed.From ? rows : RowsAt.Of(inputs.Of(name)));
    }

    // It resumes only with the definition, inputs and slice length that it began with; otherwise it starts again.
    private static async Task<BackfillState> ResumeAsync(
        NpgsqlConnection connection, ModelNode model, BackfillRequest request, string fingerprint, VersionLog versions,
        Func<string?, string> render, CancellationToken ct)
    {
        var slice = request.Slice.ToString("c", CultureInfo.InvariantCulture);
        if (await BackfillLog.FindAsync(connection, model.Name, fingerprint, slice, ct) is { } begun)
            return begun;
        var version = await versions.NextVersionAsync(model.Name, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var columns = await QueryColumns.DescribeAsync(connection, transaction, model, render(null), ct);
        var state = new BackfillState(version, RelationName.For(model.Name, version), columns, [], 0, Finished: false);
        await VersionedRelation.CreateAsync(
            connection, state.Relation, $"select * from (\n{render(null)}\n) as e where false", version, ct);
        await BackfillLog.BeginAsync(connection, model.Name, fingerprint, slice, state, ct);
        await transaction.CommitAsync(ct);
        return state;
    }

    private static async Task<long?> SliceAsync(
        NpgsqlConnection connection, ModelNode model, Increment.Windowed windowed, BuiltVersion input, LeaseGrant grant,
        BackfillState state, (DateTime From, DateTime To, bool Nulls) slice, Func<string?, string> render, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var touched = await TouchedRows.OfTimeAsync(connection, windowed, input, slice.From, slice.To, slice.Nulls, ct);
        await NewRows.StoreAsync(connection, model, render(touched.InputRows), touched, ct);
        var names = string.Join(", ", state.Columns.Select(c => SqlSpelling.Identifier(c.Name)));
        var written = await VersionedRelation.ExecuteAsync(connection,
            $"""
            insert into {SqlSpelling.Stored(state.Relation)} ({names}, {RowsAt.From})
            select {names}, {VersionedRelation.Text(state.Version)} from {NewRows.Table}
            """, ct);
        if (!await BackfillLog.AddAsync(connection, grant.Term, model.Name, state, slice.From, written, ct))
            return null;
        await transaction.CommitAsync(ct);
        return written;
    }

    private static async Task<bool> FinishAsync(
        NpgsqlConnection connection, ModelNode model, Increment.Windowed windowed, LeaseGrant grant, BackfillState state,
        CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await VersionedRelation.FinishAsync(connection, state.Relation, [model.Key, [windowed.Column], .. model.Indexes], ct);
        if (!await BackfillLog.AddAsync(connection, grant.Term, model.Name, state, null, 0, ct))
            return false;
        await transaction.CommitAsync(ct);
        return true;
    }

    // All slices that the input's rows fall in, lookback included. Rows without a time go with the first slice.
    private static async Task<List<(DateTime From, DateTime To, bool Nulls)>> SlicesAsync(
        NpgsqlConnection connection, Increment.Windowed windowed, BuiltVersion input, TimeSpan slice, CancellationToken ct)
    {
        var (unit, step) = (SqlSpelling.Literal(windowed.Unit), TouchedRows.Step(windowed));
        await using var command = new NpgsqlCommand(
            $"""
            with times as (
              select min(t) as first, max(t) as last from (select ({windowed.Time})::timestamp as t from {RowsAt.Of(input)} as d) as x),
            bounds as (
              select date_trunc({unit}, coalesce(first, '2000-01-01')) as first,
                date_trunc({unit}, coalesce(last, '2000-01-01') + $1) + {step} as last
              from times),
            starts as (select distinct date_trunc({unit}, s) as s from bounds, generate_series(first, last, $2) as s where s < last)
            select s, coalesce(lead(s) over (order by s), (select last from bounds)) from starts order by s
            """, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(windowed.Lookback);
        command.Parameters.AddWithValue(slice);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var slices = new List<(DateTime, DateTime, bool)>();
        while (await reader.ReadAsync(ct))
            slices.Add((reader.GetDateTime(0), reader.GetDateTime(1), slices.Count == 0));
        return slices;
    }

    private static Outcome<BackfillReport> Refused(string message, string? hint, EquatableList<string> candidates = default) =>
        Outcome<BackfillReport>.Refused(new Diagnostic(DiagnosticCode.CannotBackfill, message, Hint: hint, Candidates: candidates));
}
