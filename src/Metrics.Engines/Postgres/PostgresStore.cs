using Metrics.Semantic.Engine;
using Npgsql;

namespace Metrics.Engines.Postgres;

/// <summary>PostgreSQL as the store that tables are in.</summary>
/// <param name="data">Connections to ask on.</param>
public sealed class PostgresStore(NpgsqlDataSource data) : IStore
{
    /// <inheritdoc/>
    public ITypeMap Types => PostgresTypes.Map;

    /// <inheritdoc/>
    public async Task<IDescriber> OpenAsync(CancellationToken ct) => new PostgresDescriber(await data.OpenConnectionAsync(ct));
}
