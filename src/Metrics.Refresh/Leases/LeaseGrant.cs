using System.Data;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.State;
using Npgsql;

namespace Metrics.Refresh.Leases;

/// <summary>The lease while this process holds it. A separate connection renews it; disposing gives it back.</summary>
internal sealed class LeaseGrant : IAsyncDisposable
{
    private readonly LeaseTiming _timing;
    private readonly TimeProvider _clock;
    private readonly NpgsqlDataSource _leaseSource;
    private readonly NpgsqlConnection _leaseConnection;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewing;
    private int _disposed;

    private LeaseGrant(
        Warehouse warehouse, LeaseTiming timing, NpgsqlDataSource leaseSource, NpgsqlConnection leaseConnection, long epoch, Guid runId,
        string? options)
    {
        (_timing, _clock, _leaseSource, _leaseConnection) = (timing, warehouse.Clock, leaseSource, leaseConnection);
        Term = new LeaseTerm(epoch, runId);
        Data = warehouse.Open(ApplicationName(epoch), options);
        _renewing = RenewAsync();
    }

    public LeaseTerm Term { get; }

    public long Epoch => Term.Epoch;

    public Guid RunId => Term.RunId;

    /// <summary>Connections of this run, named by the epoch so that the next holder can recognise and end them.</summary>
    public NpgsqlDataSource Data { get; }

    /// <summary>Cancelled as soon as another process may hold the lease.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>How long the lease lives without renewal.</summary>
    public TimeSpan Length => _timing.Length;

    /// <summary>What was found and cleared away when the lease was taken.</summary>
    public Takeover Takeover { get; private set; } = new(0, [], [], []);

    public Diagnostic LostDiagnostic => Term.Lost;

    public static string ApplicationName(long epoch) => $"{Warehouse.ApplicationName}/{epoch}";

    internal static async Task<LeaseGrant> StartAsync(
        Warehouse warehouse, LeaseTiming timing, NpgsqlDataSource source, NpgsqlConnection connection, long epoch, Guid runId,
        CancellationToken ct)
    {
        await using (var name = new NpgsqlCommand("select set_config('application_name', $1, false)", connection))
        {
            name.Parameters.AddWithValue(ApplicationName(epoch));
            await name.ExecuteNonQueryAsync(ct);
        }

        return new LeaseGrant(warehouse, timing, source, connection, epoch, runId, await WatchClientOptionAsync(connection, ct));
    }

    internal async Task<Diagnostic?> ClearAwayAsync(TimeSpan patience, CancellationToken ct)
    {
        await using var connection = await Data.OpenConnectionAsync(ct);
        var ended = await Backends.EndAndWaitAsync(connection, Epoch - 1, patience, _clock, ct);
        if (ended.Remaining.Count > 0)
            return new Diagnostic(DiagnosticCode.LeftoverBackends,
                $"backends of a dead run do not end (process {string.Join(", ", ended.Remaining)} of the server)",
                Hint: "end them by hand, or wait");
        var lost = await UnfinishedRuns.CloseAsync(connection, Epoch, _clock, ct);
        var leftovers = await Leftovers.DropAsync(this, ct);
        Takeover = new Takeover(ended.Ended, lost, leftovers.Dropped, leftovers.Kept);
        return leftovers.LeaseLost ? LostDiagnostic : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        await _stop.CancelAsync();
        await _renewing;
        await Data.DisposeAsync();
        try
        {
            await using var release = new NpgsqlCommand(
                """
                update ops.lease set holder = null, run_id = null, backend_pid = null, backend_start = null, expires_at = null
                where name = 'refresh' and epoch = $1
                """, _leaseConnection) { CommandTimeout = CommandSeconds };
            release.Parameters.AddWithValue(Epoch);
            await release.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and with it the proof that this holder lives: the next one can take the lease immediately.
        }

        await _leaseConnection.DisposeAsync();
        await _leaseSource.DisposeAsync();
        _lost.Dispose();
        _stop.Dispose();
    }

    private int CommandSeconds => Math.Max(1, (int)_timing.RenewalLimit.TotalSeconds);

    // With this option, a backend that waits for a lock or runs a long query notices within a second that its client was killed.
    private static async Task<string?> WatchClientOptionAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await using var set = new NpgsqlCommand("set client_connection_check_interval = '1s'", connection);
            await set.ExecuteNonQueryAsync(ct);
            return "-c client_connection_check_interval=1000";
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.InvalidParameterValue)
        {
            // Not supported before PostgreSQL 14, nor on every operating system.
            return null;
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            var renewed = _clock.GetTimestamp();
            using var timer = new PeriodicTimer(_timing.Renewal, _clock);
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    if (await RenewOnceAsync(_stop.Token))
                        renewed = _clock.GetTimestamp();
                    // Locked, most likely by our own publishing transaction: meanwhile no other process can take it, expired or not.
                    else if ((await LeaseRow.ReadAsync(_leaseConnection, _stop.Token)).Epoch != Epoch)
                        break;
                }
                catch (NpgsqlException e) when (e.InnerException is TimeoutException && _leaseConnection.State == ConnectionState.Open)
                {
                    // The server is slow to answer; there is time for another attempt as long as the last renewal holds.
                    if (_clock.GetElapsedTime(renewed) > _timing.Length)
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            // Without its connection the lease is free for others; Lost reports that.
        }

        await _lost.CancelAsync();
    }

    // Does not wait for a lock: our own publishing transaction may hold the row, and no other process can take the lease while it does.
    private async Task<bool> RenewOnceAsync(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with mine as (select name from ops.lease where name = 'refresh' and epoch = $1 for update skip locked)
            update ops.lease l set renewed_at = clock_timestamp(), expires_at = greatest(l.expires_at, clock_timestamp() + $2)
            from mine where l.name = mine.name and l.epoch = $1
            """, _leaseConnection) { CommandTimeout = CommandSeconds };
        command.Parameters.AddWithValue(Epoch);
        command.Parameters.AddWithValue(_timing.Length);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }
}
