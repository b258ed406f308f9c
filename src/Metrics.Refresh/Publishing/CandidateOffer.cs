using Metrics.Answering.Publications;
using Metrics.Refresh.Leases;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Publishing;

/// <summary>How API processes responded to a candidate.</summary>
/// <param name="Processes">Processes that reported, and those still warming when the wait ended.</param>
/// <param name="Ready">Processes that reported.</param>
/// <param name="Answers">Answers they computed for it.</param>
/// <param name="Took">How long the publication waited.</param>
internal sealed record Warmed(int Processes, int Ready, long Answers, TimeSpan Took)
{
    public override string ToString() => Ready == Processes
        ? $"{Answers} answers warmed by {Processes} API processes in {Took.TotalSeconds:F1} s"
        : $"{Ready} of {Processes} API processes were ready within {Took.TotalSeconds:F1} s; published without waiting longer";
}

/// <summary>
/// Offers the candidate to API processes, so that they compute the most asked answers before the pointers move. It decides nothing: the
/// publishing transaction withdraws the offer, and an offer of a run that has lost the lease is ignored.
/// </summary>
internal sealed class CandidateOffer(LeaseGrant grant, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Waits until every live API process has reported, or for the given time. Null when there is nothing to offer or no API process.
    /// </summary>
    /// <exception cref="OperationCanceledException">The lease was lost, or the run was cancelled.</exception>
    /// <exception cref="LeaseLostException">Nothing was offered, since another run has the lease.</exception>
    public async Task<Warmed?> WaitAsync(PublishRequest request, TimeSpan atMost, CancellationToken ct)
    {
        if (atMost <= TimeSpan.Zero || (request.Moves.Count == 0 && request.Catalog is null))
            return null;
        await using var connection = await grant.Data.OpenConnectionAsync(ct);
        var began = clock.GetTimestamp();
        if (await ProcessesAsync(connection, ct) is { Missing: 0 })
            return null;
        if (!await OfferAsync(connection, request, ct))
            throw new LeaseLostException(grant.LostDiagnostic);
        while (true)
        {
            var (missing, ready, answers) = await ProcessesAsync(connection, ct);
            if (missing == 0 || clock.GetElapsedTime(began) >= atMost)
                return new Warmed(missing + ready, ready, answers, clock.GetElapsedTime(began));
            await Task.Delay(Look, clock, ct);
        }
    }

    private async Task<bool> OfferAsync(NpgsqlConnection connection, PublishRequest request, CancellationToken ct)
    {
        var catalog = request.Catalog?.Catalog;
        await using var command = new NpgsqlCommand(
            """
            with offered as (
              insert into ops.candidate (run_id, epoch, offered_at, models, versions, retired, files, types)
              select $1, $2, $3, $4, $5, $6, $7, $8 from ops.lease where name = 'refresh' and epoch = $2 and run_id = $1
              returning run_id)
            select run_id, pg_notify('metrics_candidate', run_id::text)::text from offered
            """, connection);
        command.Parameters.AddRange(new[]
        {
            Value(grant.RunId), Value(grant.Epoch), Value(clock.GetUtcNow()),
            Value(request.Moves.Select(m => m.Model).ToArray()), Value(request.Moves.Select(m => m.Version).ToArray()),
            Value(request.Retired.ToArray()),
            Json(catalog is null ? null : StoredJson.Write(catalog.Files)), Json(catalog is null ? null : StoredJson.Write(catalog.Types)),
        });
        return await command.ExecuteScalarAsync(ct) is Guid;
    }

    // A process that warms keeps a connection of its name open while it lives, so the server knows when it has died.
    private async Task<(int Missing, int Ready, long Answers)> ProcessesAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with alive as (
              select distinct application_name as process from pg_stat_activity
              where datname = current_database() and starts_with(application_name, $2)),
            ready as (select process, answers from ops.candidate_ready where run_id = $1)
            select (select count(*) from alive where process not in (select process from ready))::int, count(*)::int,
              coalesce(sum(answers), 0) from ready
            """, connection);
        command.Parameters.AddRange(new[] { Value(grant.RunId), Value(CandidateFeed.ProcessPrefix) });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt32(0), reader.GetInt32(1), reader.GetInt64(2));
    }

    private static NpgsqlParameter Value<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    private static NpgsqlParameter Json(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };
}
