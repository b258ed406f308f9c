using Metrics.Semantic.Catalogs;
using Npgsql;

namespace Metrics.Answering.Publications;

/// <summary>Sees what runs are about to publish, has this process's caches warmed for it, and reports when that is done.</summary>
/// <remarks>
/// Its connection carries the process's name, by which the refresh knows which processes to wait for. A process that dies loses its
/// connection and is no longer waited for.
/// </remarks>
public sealed class CandidateFeed : IAsyncDisposable
{
    /// <summary>The prefix of the names of processes that warm their caches, as application names of the server's connections.</summary>
    public const string ProcessPrefix = "metrics-api warming/";

    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _data;
    private readonly CatalogOrigin _catalogs;
    private readonly TimeProvider _clock;

    /// <summary>A feed of this warehouse; the refresh does not wait for this process before <see cref="FollowAsync"/>.</summary>
    public CandidateFeed(string connectionString, CatalogOrigin catalogs, TimeProvider clock)
    {
        (_catalogs, _clock) = (catalogs, clock);
        _data = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = Process,
            Timezone = "UTC",
            MaxPoolSize = 2,
            Timeout = 2,
            CommandTimeout = 10,
            CancellationTimeout = -1,
            IncludeErrorDetail = false,
        });
    }

    /// <summary>The name of this process; no earlier process had it.</summary>
    public string Process { get; } = $"{ProcessPrefix}{Guid.NewGuid():N}";

    /// <summary>Follows until it is stopped.</summary>
    /// <param name="warmAsync">
    /// Warms, and returns the number of answers; cancelled when the candidate was published or withdrawn. Whatever it throws, the process
    /// is reported as ready.
    /// </param>
    /// <param name="failed">Called with what went wrong; the attempt is repeated.</param>
    /// <param name="ct">Stops it.</param>
    public async Task FollowAsync(Func<Candidate, CancellationToken, Task<int>> warmAsync, Action<Exception> failed, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(warmAsync, failed, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                failed(e);
                await Task.Delay(Pause, _clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _data.DisposeAsync();

    private async Task ListenAsync(Func<Candidate, CancellationToken, Task<int>> warmAsync, Action<Exception> failed, CancellationToken ct)
    {
        await using var connection = await _data.OpenConnectionAsync(ct);
        await using (var listen = new NpgsqlCommand("listen metrics_candidate", connection))
            await listen.ExecuteNonQueryAsync(ct);
        await using var course = new Course();
        while (true)
        {
            var offered = await OfferedAsync(connection, ct);
            if (offered != course.RunId)
                await course.BeginAsync(offered, (runId, stop) => WarmAsync(runId, warmAsync, failed, stop), ct);
            await connection.WaitAsync(PollEvery, ct);
        }
    }

    private static async Task<Guid?> OfferedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand("select run_id from ops.api_candidate", connection);
            return await command.ExecuteScalarAsync(ct) as Guid?;
        }
        catch (PostgresException e) when (PublicationReader.IsNotReady(e))
        {
            // No refresh of this release has run yet.
            return null;
        }
    }

    private async Task WarmAsync(Guid runId, Func<Candidate, CancellationToken, Task<int>> warmAsync, Action<Exception> failed,
        CancellationToken ct)
    {
        var answers = 0;
        try
        {
            if (await Candidate.ReadAsync(_data, runId, _catalogs, _clock, ct) is { } candidate)
                answers = await warmAsync(candidate, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Cold answers are slow, not wrong, so the publication need not wait for this process.
            failed(e);
        }

        try
        {
            await ReportAsync(runId, answers, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // The publication then waits for this process in vain, as long as it waits for any process.
            failed(e);
        }
    }

    private async Task ReportAsync(Guid runId, int answers, CancellationToken ct)
    {
        try
        {
            await using var command = _data.CreateCommand(
                "insert into ops.candidate_ready (run_id, process, answers) values ($1, $2, $3) on conflict do nothing");
            command.Parameters.AddWithValue(runId);
            command.Parameters.AddWithValue(Process);
            command.Parameters.AddWithValue(answers);
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            // It was published or withdrawn meanwhile, so nothing waits for the report.
        }
    }

    // The candidate that is being warmed for; at most one.
    private sealed class Course : IAsyncDisposable
    {
        private CancellationTokenSource? _stop;
        private Task _warming = Task.CompletedTask;

        public Guid? RunId { get; private set; }

        public async Task BeginAsync(Guid? runId, Func<Guid, CancellationToken, Task> warmAsync, CancellationToken ct)
        {
            await EndAsync();
            RunId = runId;
            if (runId is not { } offered)
                return;
            _stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var stop = _stop.Token;
            _warming = Task.Run(() => warmAsync(offered, stop), CancellationToken.None);
        }

        public async ValueTask DisposeAsync() => await EndAsync();

        private async Task EndAsync()
        {
            if (_stop is null)
                return;
            await _stop.CancelAsync();
            await ((Task)_warming).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
            _stop = null;
        }
    }
}
