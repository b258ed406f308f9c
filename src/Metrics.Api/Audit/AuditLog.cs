using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Metrics.Api.Security;
using Metrics.Domain.Access;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Api.Audit;

/// <summary>
/// Writes the audit record in batches, without delaying answers. While the warehouse is unreachable lines wait in memory; when that is
/// full, new ones are dropped and counted as lost.
/// </summary>
internal sealed partial class AuditLog(
    NpgsqlDataSource data, AuditSettings settings, TimeProvider clock, ILogger<AuditLog> logger) : BackgroundService
{
    private const int MostWaiting = 20_000;
    private const int Batch = 1_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Channel<AuditEntry> _waiting = Channel.CreateBounded<AuditEntry>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private volatile ConcurrentDictionary<(Caller, AnswerFacts), Counter> _hits = new();
    private readonly Lock _stop = new();
    private Task? _stopped;
    private long _lost;
    private long _written;
    private bool _said;

    /// <summary>Lines that were dropped because too many were waiting.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Lines written.</summary>
    public long Written => Interlocked.Read(ref _written);

    public void Add(AuditEntry entry)
    {
        if (!_waiting.Writer.TryWrite(Clean(entry)))
            Interlocked.Increment(ref _lost);
    }

    /// <summary>Counts a ready answer. A line for each of fifty thousand a second would cost more than the answers.</summary>
    /// <param name="caller">The caller who was answered.</param>
    /// <param name="facts">The answer.</param>
    /// <param name="bytes">Its size in bytes.</param>
    public void Hit(Caller caller, AnswerFacts facts, long bytes) =>
        Interlocked.Increment(ref _hits.GetOrAdd((caller, facts), static (_, bytes) => new Counter(bytes), bytes).Times);

    // The host may be stopped twice at the same time: by the end of the program and by its owner. Both wait for one last write, since
    // whichever finishes first closes the connections to the warehouse.
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_stop)
            return _stopped ??= StopOnceAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await WriteAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The remaining lines are written in StopAsync.
        }
    }

    private async Task StopOnceAsync(CancellationToken ct)
    {
        await base.StopAsync(ct);
        await WriteAsync(ct);
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        CollectHits();
        while (_waiting.Reader.TryPeek(out _))
        {
            var batch = new List<AuditEntry>();
            while (batch.Count < Batch && _waiting.Reader.TryRead(out var entry))
                batch.Add(entry);
            try
            {
                await AuditRows.InsertAsync(data, batch, ct);
                Interlocked.Add(ref _written, batch.Count);
                _said = false;
            }
            catch (NpgsqlException e)
            {
                // Back to the end of the queue, as far as there is room.
                foreach (var entry in batch)
                    Add(entry);
                if (!_said)
                    LogUnwritten(KeyTraces.Remove(e.Message));
                _said = true;
                return;
            }
        }
    }

    // Keys are removed wherever they occur, because the record has more readers than may know the keys.
    private AuditEntry Clean(AuditEntry entry) => entry with
    {
        Question = settings.Questions && entry.Question is { } question ? KeyTraces.Remove(question) : null,
        Method = KeyTraces.Remove(entry.Method), Route = KeyTraces.Remove(entry.Route),
    };

    private void CollectHits()
    {
        if (_hits.IsEmpty)
            return;
        // A thread that still holds the old dictionary may count into it a moment later. Such a count may be lost: at most one a thread a
        // second.
        var hits = Interlocked.Exchange(ref _hits, new());
        var now = clock.GetUtcNow();
        foreach (var ((caller, facts), counter) in hits)
        {
            Add(new AuditEntry
            {
                At = now, KeyId = caller.Principal.Id, KeyName = caller.Principal.Name, Method = "", Route = "ready",
                Question = facts.Question, Status = StatusCodes.Status200OK, Rows = facts.Rows, Bytes = counter.Bytes, Milliseconds = 0,
                Cache = "ready", DataVersion = long.Parse(facts.DataVersion, CultureInfo.InvariantCulture), Times = counter.Times,
            });
        }
    }

    [LoggerMessage(41, LogLevel.Warning, "The audit log cannot be written: {Reason}")]
    private partial void LogUnwritten(string reason);

    private sealed class Counter(long bytes)
    {
        public int Times;

        public long Bytes => bytes;
    }
}

/// <summary>Inserts lines of the audit record into <c>ops.audit</c>, a whole batch with one statement.</summary>
internal static class AuditRows
{
    private const string Insert =
        """
        insert into ops.audit (
          at, key_id, key_name, method, route, question, status, code, rows, bytes, milliseconds, cache, data_version, times)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """;

    public static async Task InsertAsync(NpgsqlDataSource data, IReadOnlyList<AuditEntry> batch, CancellationToken ct)
    {
        await using var command = data.CreateCommand(Insert);
        Add(NpgsqlDbType.TimestampTz, batch.Select(e => e.At));
        Add(NpgsqlDbType.Text, batch.Select(e => e.KeyId));
        Add(NpgsqlDbType.Text, batch.Select(e => e.KeyName));
        Add(NpgsqlDbType.Text, batch.Select(e => e.Method));
        Add(NpgsqlDbType.Text, batch.Select(e => e.Route));
        Add(NpgsqlDbType.Text, batch.Select(e => e.Question));
        Add(NpgsqlDbType.Integer, batch.Select(e => e.Status));
        Add(NpgsqlDbType.Text, batch.Select(e => e.Code));
        Add(NpgsqlDbType.Bigint, batch.Select(e => e.Rows));
        Add(NpgsqlDbType.Bigint, batch.Select(e => e.Bytes));
        Add(NpgsqlDbType.Double, batch.Select(e => e.Milliseconds));
        Add(NpgsqlDbType.Text, batch.Select(e => e.Cache));
        Add(NpgsqlDbType.Bigint, batch.Select(e => e.DataVersion));
        Add(NpgsqlDbType.Integer, batch.Select(e => e.Times));
        await command.ExecuteNonQueryAsync(ct);

        void Add<T>(NpgsqlDbType type, IEnumerable<T> values) =>
            command.Parameters.Add(new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
