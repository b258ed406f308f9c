using Metrics.Refresh.Sql;
using System.Text;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Leases;
using Npgsql;

namespace Metrics.Refresh.Publishing;

/// <summary>
/// Keeps the views in <c>bronze</c>, <c>silver</c> and <c>gold</c> on what is published. They follow the pointers; no publication waits for
/// them.
/// </summary>
internal sealed class PeopleViews(TimeProvider clock)
{
    private const int Attempts = 5;
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Repairs every view that does not show its pointer's version, whatever the cause. Returns what could not be repaired (R140).
    /// </summary>
    public async Task<EquatableList<Diagnostic>> RepointAsync(LeaseGrant grant, CancellationToken ct)
    {
        await using var connection = await grant.Data.OpenConnectionAsync(ct);
        var wanted = await PeopleViewLog.WantedAsync(connection, ct);
        var made = (await PeopleViewLog.MadeAsync(connection, ct)).ToDictionary(v => (v.Schema, v.Name));
        var problems = new List<Diagnostic>();
        foreach (var view in made.Values.Where(m => !wanted.Exists(w => (w.Schema, w.Name) == (m.Schema, m.Name))))
            problems.AddRange(await RetryAsync(view, () => RemoveAsync(connection, grant, view, ct), ct));
        foreach (var view in wanted.Where(w => !made.TryGetValue((w.Schema, w.Name), out var now) || now != w))
            problems.AddRange(
                await RetryAsync(view, () => MakeAsync(connection, grant, view, made.ContainsKey((view.Schema, view.Name)), ct), ct));
        return problems.ToEquatableList();
    }

    // New readers of the view queue behind our lock while it waits, so it waits briefly, and more than once.
    private async Task<IEnumerable<Diagnostic>> RetryAsync(PeopleView view, Func<Task<string?>> step, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await step() is { } problem ? [Problem(view, problem)] : [];
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                if (attempt == Attempts)
                    return [Problem(view, "it is in use; it still shows the version before")];
            }
            catch (PostgresException e) when (e.SqlState.StartsWith("42", StringComparison.Ordinal))
            {
                return [Problem(view, e.MessageText)];
            }

            await Task.Delay(FirstPause * (1 << (attempt - 1)), clock, ct);
        }
    }

    private static Diagnostic Problem(PeopleView view, string problem) => new(DiagnosticCode.ViewNotRepointed, $"view {view}: {problem}",
        Hint: "answers of the API are not affected; the next run tries again");

    private static async Task<string?> MakeAsync(
        NpgsqlConnection connection, LeaseGrant grant, PeopleView view, bool ours, CancellationToken ct)
    {
        if (Encoding.UTF8.GetByteCount(view.Name) > SqlSpelling.MaxNameBytes)
            return $"its name is longer than the {SqlSpelling.MaxNameBytes} bytes that PostgreSQL keeps";
        if (await FindAsync(connection, view, ct) is not { } existing)
            return await InTransactionAsync(
                connection, grant, () => CreateAsync(connection, view, "create view", options: null, ct), view, ct);
        if (!ours)
            return "something of that name exists that this product did not make; rename it";
        try
        {
            var options = (await ViewTraits.ReadAsync(connection, existing, ct)).Options;
            return await InTransactionAsync(
                connection, grant, () => CreateAsync(connection, view, "create or replace view", options, ct), view, ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidTableDefinition)
        {
            return await RecreateAsync(connection, grant, view, existing, ct);
        }
    }

    // A column changed its type, name or position: PostgreSQL requires that the view is dropped and created.
    private static async Task<string?> RecreateAsync(
        NpgsqlConnection connection, LeaseGrant grant, PeopleView view, uint existing, CancellationToken ct)
    {
        try
        {
            return await InTransactionAsync(connection, grant, async () =>
            {
                var traits = await ViewTraits.ReadAsync(connection, existing, ct);
                await ExecuteAsync(connection, $"drop view {view.QuotedName}", ct);
                await CreateAsync(connection, view, "create view", traits.Options, ct);
                await traits.RestoreAsync(connection, view, (await FindAsync(connection, view, ct))!.Value, ct);
            }, view, ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DependentObjectsStillExist)
        {
            return $"its columns changed and {await DependantsAsync(connection, existing, ct)} depends on it; "
                + "it still shows the version before";
        }
    }

    private static async Task<string?> RemoveAsync(NpgsqlConnection connection, LeaseGrant grant, PeopleView view, CancellationToken ct)
    {
        if (await FindAsync(connection, view, ct) is not { } existing)
            return null;
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            if (!await LeaseRow.LockOwnAsync(connection, grant, ct))
                return grant.LostDiagnostic.Message;
            await ExecuteAsync(
                connection, $"set local lock_timeout = '{(int)LockTimeout.TotalMilliseconds}ms'; drop view {view.QuotedName}", ct);
            await PeopleViewLog.ForgetAsync(connection, view, ct);
            await transaction.CommitAsync(ct);
            return null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DependentObjectsStillExist)
        {
            return $"its model is gone, but {await DependantsAsync(connection, existing, ct)} depends on it";
        }
    }

    private static async Task<string?> InTransactionAsync(
        NpgsqlConnection connection, LeaseGrant grant, Func<Task> make, PeopleView view, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await LeaseRow.LockOwnAsync(connection, grant, ct))
            return grant.LostDiagnostic.Message;
        await ExecuteAsync(connection, $"set local lock_timeout = '{(int)LockTimeout.TotalMilliseconds}ms'", ct);
        await make();
        await PeopleViewLog.RecordAsync(connection, view, ct);
        await transaction.CommitAsync(ct);
        return null;
    }

    private static Task CreateAsync(NpgsqlConnection connection, PeopleView view, string verb, string? options, CancellationToken ct) =>
        ExecuteAsync(connection, $"{verb} {view.QuotedName}{(options is null ? "" : $" with ({options})")} as {view.Query}", ct);

    private static async Task<uint?> FindAsync(NpgsqlConnection connection, PeopleView view, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select to_regclass($1)::oid", connection);
        command.Parameters.AddWithValue(view.QuotedName);
        return await command.ExecuteScalarAsync(ct) as uint?;
    }

    private static async Task<string> DependantsAsync(NpgsqlConnection connection, uint view, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select string_agg(distinct r.ev_class::regclass::text, ', ')
            from pg_depend d join pg_rewrite r on r.oid = d.objid
            where d.classid = 'pg_rewrite'::regclass and d.refobjid = $1 and r.ev_class <> $1
            """, connection);
        command.Parameters.Add(new() { Value = view, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid });
        return await command.ExecuteScalarAsync(ct) as string ?? "something else";
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
