using System.Data;
using Dapper;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Npgsql;

namespace Metrics.Answering.Publications;

/// <summary>What a run is about to publish, tested and complete; no caller is ever answered from it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="State">Pointers and catalog as they will be once it has published.</param>
public sealed record Candidate(Guid RunId, PublicationState State)
{
    private const string Sql =
        "select retired as Retired, files::text as Files, types::text as Types from ops.api_candidate where run_id = @runId";

    // Its pointers as they will be, except for what is known only at the publication.
    private const string Tables =
        """
        select t.model, t.pack, t.layer, t.version, 0::bigint as publication, t.relation, t.rows_at as RowsAt,
               t.columns::text, t.keys::text, t.ancestors::text,
               t.as_of as AsOf, c.offered_at as CheckedAt, c.offered_at as PublishedAt, t.rejected::text,
               jsonb_build_object('status', 'published', 'at', c.offered_at, 'run_id', c.run_id, 'detail', null)::text as LastAttempt,
               false as held,
               t.built_at as BuiltAt
        from ops.api_candidate_table t join ops.api_candidate c on c.run_id = t.run_id where t.run_id = @runId
        """;

    /// <summary>
    /// Reads it with the pointers that it does not change, in one snapshot of the database; null when it is no longer offered.
    /// </summary>
    internal static async Task<Candidate?> ReadAsync(
        NpgsqlDataSource data, Guid runId, CatalogOrigin catalogs, TimeProvider clock, CancellationToken ct)
    {
        var takenAt = clock.GetUtcNow();
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        CommandDefinition Ask(string sql) => new(sql, new { runId }, transaction, cancellationToken: ct);
        var schema = await connection.QuerySingleAsync<int>(Ask("select version from ops.api_schema"));
        if (schema != PublicationReader.KnownSchema || await connection.QuerySingleOrDefaultAsync<OfferRow>(Ask(Sql)) is not { } offer)
            return null;
        var publication = await connection.QuerySingleAsync<long>(Ask("select coalesce(max(publication), 0) from ops.api_publication"));
        var coming = (await connection.QueryAsync<PointerRow>(Ask(Tables)))
            .Select(r => r.ToTable() with { Publication = publication + 1 }).ToList();
        var moved = coming.Select(t => t.Model).Concat(offer.Retired).ToHashSet(StringComparer.Ordinal);
        var staying = (await connection.QueryAsync<PointerRow>(Ask(PointerRow.Select)))
            .Where(r => !moved.Contains(r.Model)).Select(r => r.ToTable());
        var snapshot = new PublicationSnapshot(staying.Concat(coming), publication + 1, takenAt);
        var catalog = offer is { Files: { } files, Types: { } types }
            ? PublishedCatalog.Of(StoredJson.ReadFiles(files), StoredJson.ReadTypes(types))
            : null;
        var bound = await catalogs.BindAsync(connection, snapshot, catalog, ct);
        return new Candidate(runId, new PublicationState(Outcome<PublicationSnapshot>.Of(snapshot), bound, Confirmed: true));
    }

    private sealed class OfferRow
    {
        public string[] Retired { get; set; } = [];

        public string? Files { get; set; }

        public string? Types { get; set; }
    }
}
