using System.Data;
using Dapper;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Npgsql;

namespace Metrics.Answering.Publications;

/// <summary>Reads the pointers through the contract views of <c>ops</c>, the interface between the refresh and the API.</summary>
public sealed class PublicationReader(NpgsqlDataSource data, TimeProvider clock)
{
    /// <summary>The version of the <c>ops</c> schema that this release understands.</summary>
    public const int KnownSchema = 6;

    /// <summary>All pointers in one snapshot of the database; refused with E310 or E311 when there is nothing to read.</summary>
    public Task<Outcome<PublicationSnapshot>> ReadAsync(CancellationToken ct) => ReadAsync((_, _) => Task.CompletedTask, ct);

    /// <summary>The same, with further data read in the same snapshot of the database; a failure there is a refusal as well.</summary>
    internal async Task<Outcome<PublicationSnapshot>> ReadAsync(
        Func<NpgsqlConnection, PublicationSnapshot, Task> alsoAsync, CancellationToken ct)
    {
        var takenAt = clock.GetUtcNow();
        try
        {
            await using var connection = await data.OpenConnectionAsync(ct);
            // Repeatable read: every statement sees what the first one saw.
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
            var schema = await connection.QuerySingleAsync<int>(
                new("select version from ops.api_schema", transaction: transaction, cancellationToken: ct));
            if (schema != KnownSchema)
                return NotReady(
                    $"the warehouse's schema has version {schema}, this release supports version {KnownSchema}",
                    "run the refresh and the API of the same release");
            var publication = await connection.QuerySingleAsync<long>(
                new("select coalesce(max(publication), 0) from ops.api_publication", transaction: transaction, cancellationToken: ct));
            if (publication == 0)
                return NotReady("nothing has been published yet", "run a refresh first");
            var rows = await connection.QueryAsync<PointerRow>(new(PointerRow.Select, transaction: transaction, cancellationToken: ct));
            var snapshot = new PublicationSnapshot(rows.Select(r => r.ToTable()), publication, takenAt);
            await alsoAsync(connection, snapshot);
            return Outcome<PublicationSnapshot>.Of(snapshot);
        }
        catch (NpgsqlException e)
        {
            return Outcome<PublicationSnapshot>.Refused(Refusal(e));
        }
    }

    /// <summary>A version that still exists, with the present state of its model; refused with Q300 when it is gone.</summary>
    internal async Task<Outcome<PublishedTable>> FindVersionAsync(string model, long version, PublishedTable? current, CancellationToken ct)
    {
        try
        {
            await using var connection = await data.OpenConnectionAsync(ct);
            var row = await connection.QuerySingleOrDefaultAsync<PointerRow>(
                new(PointerRow.SelectVersion, new { model, version }, cancellationToken: ct));
            return row is not null && current is not null
                ? Outcome<PublishedTable>.Of(row.ToTable(current))
                : Outcome<PublishedTable>.Refused(new Diagnostic(DiagnosticCode.PageGone,
                    $"version {version} of {model} is no longer kept", Hint: "ask from the first page again"));
        }
        catch (NpgsqlException e)
        {
            return Outcome<PublishedTable>.Refused(Refusal(e));
        }
    }

    /// <summary>True when the server answers, but the contract views do not exist or may not be read.</summary>
    internal static bool IsNotReady(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.InsufficientPrivilege;

    private static Diagnostic Refusal(NpgsqlException e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied => new(DiagnosticCode.NotReady,
            "this service's user may not read the warehouse",
                Hint: "log in as the API's role, which the refresh's command 'roles' shows, "
                    + "or as the refresh's own user") { Cause = Cause(denied.MessageText) },
        PostgresException refused when IsNotReady(refused) => new(DiagnosticCode.NotReady,
            "the warehouse has not been set up", Hint: "run a refresh first; it creates what it needs"),
        _ => new(DiagnosticCode.WarehouseUnavailable, "the warehouse cannot be read",
            Hint: "see the log of this service") { Cause = Cause(e.Message) },
    };

    private static DataText Cause(string said) => DataText.Sealed("the warehouse's message", said);

    private static Outcome<PublicationSnapshot> NotReady(string message, string hint) =>
        Outcome<PublicationSnapshot>.Refused(new Diagnostic(DiagnosticCode.NotReady, message, Hint: hint));
}
