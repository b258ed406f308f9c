using System.Diagnostics;
using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Loading;
using Metrics.Refresh.Sources;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Benchmarks;

/// <summary>
/// The typed load of generated transactions against psql's <c>\copy</c> of the same file into a table of texts, in turns on one server.
/// </summary>
internal static class LoadBenchmark
{
    private const double Limit = 1.5;

    public static async Task<int> RunAsync(long transactions, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("metrics-bench-");
        try
        {
            var path = await GenerateAsync(folder.FullName, transactions);
            using var server = PostgresServer.Start();
            await using var data = NpgsqlDataSource.Create(server.CreateDatabase());
            await ExecuteAsync(data, "create schema store");
            var table = Transactions(path);
            await FingerprintAsync(table);
            var (copies, loads) = (new List<double>(), new List<double>());
            for (var round = 1; round <= rounds; round++)
            {
                copies.Add(await CopyAsync(data, server.Port, path, round));
                loads.Add(await LoadAsync(data, table, round));
            }

            var (copy, load) = (Median(copies), Median(loads));
            Print($"median of {rounds}: copy as text {copy:F2} s, typed load {load:F2} s, ratio {load / copy:F2} (at most {Limit:F1})");
            return load / copy <= Limit ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> GenerateAsync(string folder, long transactions)
    {
        var watch = Stopwatch.StartNew();
        await Child.SampleAsync(folder, transactions);
        var path = Path.Combine(folder, "transactions.csv");
        Print($"generated {transactions:N0} transactions, {new FileInfo(path).Length / 1e6:F0} MB, in {watch.Elapsed.TotalSeconds:F2} s");
        return path;
    }

    private static async Task FingerprintAsync(SourceTable table)
    {
        var watch = Stopwatch.StartNew();
        await SourceContent.LookAsync(table, CancellationToken.None);
        Print($"fingerprint in {watch.Elapsed.TotalSeconds:F2} s");
    }

    private static async Task<double> CopyAsync(NpgsqlDataSource data, int port, string path, int round)
    {
        var header = File.ReadLines(path).First();
        await ExecuteAsync(data, $"create table store.texts ({string.Join(", ", header.Split(',').Select(c => $"{c} text"))})");
        await ExecuteAsync(data, "checkpoint");
        string[] arguments =
        [
            "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-U", "postgres",
            "-d", new NpgsqlConnectionStringBuilder(data.ConnectionString).Database!, "-c",
            $@"\copy store.texts from '{path}' with (format csv, header)",
        ];
        var watch = Stopwatch.StartNew();
        using var psql = Process.Start(
            new ProcessStartInfo(Path.Combine(PostgresBinaries.Folder, "psql"), arguments) { UseShellExecute = false })!;
        await psql.WaitForExitAsync();
        if (psql.ExitCode != 0)
            throw new InvalidOperationException($"psql ended with {psql.ExitCode}");
        return await EndAsync(data, $"round {round}: \\copy as text", watch, "store.texts");
    }

    private static async Task<double> LoadAsync(NpgsqlDataSource data, SourceTable table, int round)
    {
        await ExecuteAsync(data, "checkpoint");
        var watch = Stopwatch.StartNew();
        await using (var connection = await data.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            var result = await new TableLoader(TimeProvider.System).LoadAsync(table, "typed", connection, CancellationToken.None);
            await transaction.CommitAsync();
            if (result.Rejected > 0)
                throw new InvalidOperationException($"{result.Rejected} generated rows do not fit");
        }

        return await EndAsync(data, $"round {round}: typed load", watch, "store.typed, store.typed_rej");
    }

    private static async Task<double> EndAsync(NpgsqlDataSource data, string what, Stopwatch watch, string tables)
    {
        var seconds = watch.Elapsed.TotalSeconds;
        Print($"{what} {seconds:F2} s, {Memory()}, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
        await ExecuteAsync(data, $"drop table {tables}");
        return seconds;
    }

    private static SourceTable Transactions(string path) => new()
    {
        Pack = "storefront",
        Source = "storefront",
        Name = "transactions",
        Model = "storefront__transactions",
        Csv = new CsvOptions(path, ',', "utf-8", [], '.'),
        Columns =
        [
            Column("id", ColumnKind.BigInt), Column("device_id", ColumnKind.Integer), Column("product_name", ColumnKind.Text),
            Column("product_sku", ColumnKind.Text),
            Column("category_name", ColumnKind.Text), Column("amount", ColumnKind.Decimal), Column("status", ColumnKind.Text),
            Column("card_number", ColumnKind.Text, drop: true),
            Column("cvv", ColumnKind.Text, drop: true), Column("created_at", ColumnKind.Timestamp),
            Column("happened_at", ColumnKind.Timestamp),
        ],
        MaxRejected = RejectLimit.Default,
        OnSurplus = OnSurplus.Report,
        Location = default,
    };

    private static SourceColumn Column(string name, ColumnKind kind, bool drop = false) => new(
        name, name, kind == ColumnKind.Decimal ? new ColumnType(kind, 12, 2) : new ColumnType(kind),
        kind == ColumnKind.Timestamp ? "MM/DD/YYYY H:MM:SS" : null, null, drop, Required: kind != ColumnKind.Text, null, default);

    private static async Task ExecuteAsync(NpgsqlDataSource data, string sql)
    {
        await using var command = data.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Memory()
    {
        using var self = Process.GetCurrentProcess();
        return string.Create(CultureInfo.InvariantCulture, $"peak memory {self.PeakWorkingSet64 / 1e6:F0} MB");
    }

    private static void Print(string line) => Console.WriteLine(line);
}
