using Dapper;
using Npgsql;

namespace Metrics.Api.Health;

/// <summary>The database role this service logs in with, and whether it has more rights than it should.</summary>
internal sealed class WarehouseRole(NpgsqlDataSource data)
{
    public async Task<(string Name, string? Note)> ReadAsync(CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        var (name, owner) = await connection.QuerySingleAsync<(string, bool)>(new(
            "select current_user::text, "
            + "coalesce((select pg_has_role(current_user, nspowner, 'USAGE') from pg_namespace where nspname = 'ops'), false)",
            cancellationToken: ct));
        return (name, owner ? $"role {name} owns the warehouse: one role serves both services, so the API could write; "
            + "the role that the refresh's command 'roles' shows may only read" : null);
    }
}
