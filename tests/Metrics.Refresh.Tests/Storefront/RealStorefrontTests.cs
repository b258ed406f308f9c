using System.Text;
using System.Text.Json;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Refresh.Tests.Storefront;

/// <summary>The real files of a hiring task, whose answers others have published.</summary>
public sealed class RealStorefrontTests : IDisposable
{
    // A cluster of its own, so that every byte in it comes from this test.
    private readonly PostgresServer _server = PostgresServer.Start("log_statement=all");
    private readonly RefreshBed _bed;
    private readonly string _data = Directory.CreateTempSubdirectory("metrics-storefront-").FullName;

    public RealStorefrontTests()
    {
        _bed = new RefreshBed(_server);
        ProjectFolder.CopyWarehouse(_bed.Project);
        _bed.Project.Environment["STOREFRONT_DATA"] = _data;
        if (RealData.Folder is null)
            return;
        foreach (var name in new[] { "device", "store", "transaction" })
            File.Copy(RealData.File("sumup", $"{name}.csv"), Path.Combine(_data, $"{name}s.csv"));
    }

    [RealDataFact]
    public async Task The_real_files_load_whole_and_no_card_number_is_anywhere_in_the_cluster_or_the_logs()
    {
        using var process = RefreshCommand.Start(_bed, "run");
        var (code, log) = await process.EndAsync();
        Assert.True(code == 0, log);

        Assert.Equal((200L, 100L, 1_500L), await _bed.ScalarAsync<(long, long, long)>(
            "select (select count(*) from bronze.storefront__devices), (select count(*) from bronze.storefront__stores), (select "
            + "count(*) from bronze.storefront__transactions)"));
        Assert.Equal(0L, await _bed.ScalarAsync<long>("select count(*) from ops.api_table where rejected <> '[]'"));
        Assert.Equal(1_500L, await _bed.ScalarAsync<long>("select count(*) from gold.fct_transactions"));

        var cards = CardNumbers();
        Assert.True(cards.Count > 1_400, $"only {cards.Count} card numbers found to search for");
        await _bed.ExecuteAsync("checkpoint;");
        NpgsqlConnection.ClearAllPools();
        _server.StopServer();
        var files = Directory.GetFiles(Path.GetDirectoryName(_server.DataFolder)!, "*", SearchOption.AllDirectories);
        var known = File.ReadAllBytes(Path.Combine(_data, "transactions.csv"));
        Assert.NotEmpty(Found(known, cards));
        Assert.Contains(files, f => File.ReadAllBytes(f).AsSpan().IndexOf("Vulputate Risus PC"u8) >= 0);
        foreach (var file in files)
            Assert.Empty(Found(File.ReadAllBytes(file), cards).Select(card => $"{card} in {file}"));
        Assert.Empty(Found(Encoding.UTF8.GetBytes(log), cards));
    }

    [RealDataFact]
    public async Task The_times_to_the_fifth_transaction_are_the_published_ones()
    {
        await _bed.SucceedAsync();
        using var answers = JsonDocument.Parse(await File.ReadAllTextAsync(RealData.File("sumup", "answers.json")));
        foreach (var (statuses, key) in new[] { ("accepted", "accepted_only"), ("all", "all_statuses") })
        {
            foreach (var clock in new[] { "happened_at", "created_at" })
            {
                var expected = answers.RootElement.GetProperty("computed").GetProperty(key).GetProperty($"time_to_5_transactions__{clock}");
                var (stores, mean, median) = await _bed.ScalarAsync<(long, double, double)>(
                    """
                    select count(days_to_nth), avg(days_to_nth), percentile_cont(0.5) within group (order by days_to_nth)
                    from gold.fct_store_transaction_rate where clock = @clock and statuses = @statuses
                    """,
                    new { clock, statuses });
                Assert.Equal(expected.GetProperty("stores_with_ge5").GetInt64(), stores);
                Assert.Equal(expected.GetProperty("avg_days_first_to_fifth").GetDouble(), mean, 1e-4);
                Assert.Equal(expected.GetProperty("median_days_first_to_fifth").GetDouble(), median, 1e-4);
            }
        }
    }

    public void Dispose()
    {
        _bed.Dispose();
        _server.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    // As written, and without the spaces some are written with.
    private List<string> CardNumbers() => File.ReadLines(Path.Combine(_data, "transactions.csv"))
        .Skip(1)
        .Select(
            line => System.Text.RegularExpressions.Regex.Match(
                line, @",(accepted|refused|cancelled),(""[^""]*""|[^,]*),\d{3},").Groups[2].Value.Trim('"'))
        .Where(card => card.Count(char.IsAsciiDigit) >= 10)
        .SelectMany(card => new[] { card, card.Replace(" ", "") })
        .Distinct()
        .ToList();

    private static List<string> Found(byte[] bytes, List<string> cards)
    {
        // One pass over the bytes: card numbers are long runs of digits and spaces, so only those are looked up.
        var known = cards.ToHashSet();
        var found = new List<string>();
        for (var start = 0; start < bytes.Length; start++)
        {
            if (!char.IsAsciiDigit((char)bytes[start]))
                continue;
            var end = start;
            while (end < bytes.Length && (char.IsAsciiDigit((char)bytes[end]) || bytes[end] == ' '))
                end++;
            var run = Encoding.ASCII.GetString(bytes, start, end - start);
            if (run.Length >= 10)
                found.AddRange(known.Where(card => run.Contains(card, StringComparison.Ordinal)));
            start = end;
        }

        return found;
    }
}
