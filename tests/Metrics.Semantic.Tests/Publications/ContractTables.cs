using Npgsql;

namespace Metrics.Semantic.Tests.Publications;

/// <summary>The contract views as plain tables; that the refresh makes them so is tested where it does.</summary>
internal static class ContractTables
{
    public const string Sql =
        """
        create schema ops;
        create table ops.api_schema as select 6 as version;
        create table ops.api_publication (publication bigint, run_id uuid, published_at timestamptz);
        create table ops.api_table (model text primary key, pack text, layer text, materialization text, version bigint, publication bigint,
          relation text, rows_at bigint, columns jsonb, keys jsonb, ancestors jsonb, as_of timestamptz,
          checked_at timestamptz, published_at timestamptz, rejected jsonb, last_attempt jsonb,
          held boolean, built_at timestamptz default now());
        create table ops.api_table_version (model text, version bigint, publication bigint, relation text, rows_at bigint,
          columns jsonb, keys jsonb, ancestors jsonb, as_of timestamptz, published_at timestamptz, rejected jsonb, built_at timestamptz);
        create table ops.api_catalog_file (publication bigint, path text, pack text, text text, kept boolean);
        create table ops.api_catalog_type (model text, name text, sql_type text);
        """;

    /// <summary>
    /// Moves the pointers of models to the publication's number, in one transaction with its notification, as a run does.
    /// </summary>
    public static async Task PublishAsync(this NpgsqlDataSource data, long publication, params string[] models)
    {
        await using var connection = await data.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, $"insert into ops.api_publication values ({publication}, gen_random_uuid(), now())");
        foreach (var model in models)
        {
            await ExecuteAsync(connection,
                $$"""
                insert into ops.api_table values ('{{model}}', 'shop', 'gold', 'table',
                  {{publication}}, {{publication}}, '{{model}}_v{{publication}}', null,
                  '[{"name": "id", "type": "bigint"}]', '[["id"]]', '[]', null, now(), now(), '[]',
                  jsonb_build_object('status', 'published', 'at', now(), 'run_id', gen_random_uuid(), 'detail', null), false, now())
                on conflict (model) do update set (version, publication, relation, checked_at, published_at, last_attempt, built_at)
                  = (excluded.version, excluded.publication, excluded.relation, excluded.checked_at, excluded.published_at,
                    excluded.last_attempt,
                     excluded.built_at);
                insert into ops.api_table_version select model, version, publication, relation, rows_at, columns, keys, ancestors, as_of,
                  published_at, rejected, built_at
                from ops.api_table where model = '{{model}}'
                """);
        }

        await ExecuteAsync(connection, $"select pg_notify('metrics_published', '{publication}')");
        await transaction.CommitAsync();
    }

    public static async Task ExecuteAsync(this NpgsqlDataSource data, string sql)
    {
        await using var connection = await data.OpenConnectionAsync();
        await ExecuteAsync(connection, sql);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
