using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Api.Tests.Storefront;

/// <summary>Databases as first runs left them, one for each combination of project and data published in this process.</summary>
internal static class PublishedCopies
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> _made = new();

    /// <summary>Publishes what a warehouse's files say into its database, which is empty: by a run, or by copying what one left.</summary>
    public static void Fill(StorefrontWarehouse warehouse)
    {
        var isOwn = false;
        var template = _made.GetOrAdd(Digest(warehouse), _ => new Lazy<string>(() =>
        {
            isOwn = true;
            warehouse.Command("run");
            var copy = new NpgsqlConnectionStringBuilder(PostgresServer.Shared.CreateDatabase()).Database!;
            Replace(copy, NameOf(warehouse));
            return copy;
        })).Value;
        if (!isOwn)
            Replace(NameOf(warehouse), template);
    }

    private static string NameOf(StorefrontWarehouse warehouse) => new NpgsqlConnectionStringBuilder(warehouse.ConnectionString).Database!;

    private static void Replace(string database, string template)
    {
        using var connection = new NpgsqlConnection(PostgresServer.Shared.ConnectionString("postgres"));
        connection.Open();
        foreach (var sql in (string[])[$"drop database {database} with (force)", $"create database {database} template {template}"])
        {
            using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
            command.ExecuteNonQuery();
        }
    }

    // All that a run reads: two that are equal here publish the same.
    private static string Digest(StorefrontWarehouse warehouse)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var folder in (string[])[warehouse.ProjectFolder, warehouse.Data])
        {
            foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var content = File.ReadAllBytes(file);
                hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetRelativePath(folder, file)}\0{content.Length}\0"));
                hash.AppendData(content);
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
