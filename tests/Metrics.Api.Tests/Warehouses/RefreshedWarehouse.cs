using Metrics.Testing;
using Npgsql;

namespace Metrics.Api.Tests.Warehouses;

/// <summary>
/// A database and a small project, refreshed by the refresh's command line: two sources, a model on each, and one on both.
/// </summary>
public sealed class RefreshedWarehouse : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    /// <param name="isMigrated">False for an empty database, which the first command sets up.</param>
    public RefreshedWarehouse(bool isMigrated = true)
    {
        ConnectionString = isMigrated ? RefreshCommand.CreateDatabase(PostgresServer.Shared) : PostgresServer.Shared.CreateDatabase();
        Write("metrics.yml", "name: shop\n");
        Write("shop/sources.yml",
            """
            sources:
              - name: shop
                connector: csv
                path: data
                tables:
                  - {name: orders, key: id, columns: [{name: id, type: bigint, required: true}, {name: amount, type: "decimal(12,2)"}]}
                  - {name: people, key: id, columns: [{name: id, type: bigint, required: true}, {name: name, type: text}]}
            """);
        Write(
            "shop/models/gold/order_totals.sql",
            "/*\ndescription: orders\nkey: id\n*/\nselect id, amount from {{ source('shop', 'orders') }}\n");
        Write(
            "shop/models/gold/person_names.sql",
            "/*\ndescription: people\nkey: id\n*/\nselect id, name from {{ source('shop', 'people') }}\n");
        Orders("1,10.00\n2,20.00\n");
        Write("data/people.csv", "id,name\n1,Ada\n");
    }

    public string ConnectionString { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("metrics-shop-").FullName;

    public void Orders(string rows) => Write("data/orders.csv", $"id,amount\n{rows}");

    /// <summary>Runs the refresh and returns its exit code.</summary>
    public int Refresh() => Command("run");

    /// <summary>Makes an API key of these scopes.</summary>
    public string Key(string scopes)
    {
        Assert.True(Command("keys", "create", "--name", "test", "--scopes", scopes) == 0, LastOutput);
        return LastOutput.Split('\n').Single(l => l.StartsWith("mk_", StringComparison.Ordinal)).Trim();
    }

    /// <summary>Runs a command of the refresh and returns its exit code.</summary>
    public int Command(params string[] arguments)
    {
        var (code, output, errors) = RefreshCommand.Run(
            Folder,
            new Dictionary<string, string>
            {
                ["ConnectionStrings__Warehouse"] = ConnectionString, ["METRICS_API_PASSWORD"] = ApiPassword,
            },
            _limit, arguments);
        LastOutput = output + errors;
        return code;
    }

    public string LastOutput { get; private set; } = "";

    /// <summary>Starts the worker.</summary>
    internal StartedProcess Serve() => new(Folder, ["dotnet", RefreshProgram, "serve", "--project", Folder], new Dictionary<string, string?>
    {
        ["ConnectionStrings__Warehouse"] = ConnectionString,
        ["METRICS_API_PASSWORD"] = ApiPassword,
    });

    public const string ApiPassword = "only-for-tests";

    /// <summary>The login the API should use: it may read and nothing else.</summary>
    public string ApiConnectionString =>
        ConnectionString.Replace("Username=postgres", $"Username={ApiRole};Password={ApiPassword}", StringComparison.Ordinal);

    /// <summary>It is named after the database.</summary>
    public string ApiRole => $"{new NpgsqlConnectionStringBuilder(ConnectionString).Database}_api";

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public void Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    // Built beside these tests, in the same configuration.
    public static string RefreshProgram
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(Repository.Root, "src", "Metrics.Refresh", "bin", output.Parent!.Name, output.Name, "Metrics.Refresh.dll");
        }
    }
}
