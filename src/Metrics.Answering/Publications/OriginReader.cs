using Dapper;
using Metrics.Domain;
using Npgsql;

namespace Metrics.Answering.Publications;

/// <summary>Reads what published tables are made from, through the contract views of <c>ops</c>.</summary>
public sealed class OriginReader(NpgsqlDataSource data)
{
    /// <summary>Every published table's origin.</summary>
    public async Task<IReadOnlyList<TableOrigin>> ReadAsync(CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<OriginRow>(
            new("select model, inputs::text, source, connector from ops.api_origin order by model", cancellationToken: ct));
        return rows.Select(r => new TableOrigin(
            r.Model, StoredJson.ReadAncestors(r.Inputs).Select(a => a.Model).Distinct().ToEquatableList(), r.Source, r.Connector)).ToList();
    }

    private sealed class OriginRow
    {
        public string Model { get; set; } = "";

        public string Inputs { get; set; } = "[]";

        public string? Source { get; set; }

        public string? Connector { get; set; }
    }
}
