using System.Globalization;
using System.Text;
using Metrics.Testing;

namespace Metrics.Refresh.Tests.Storefront;

public sealed class StorefrontTests : IDisposable
{
    private readonly RefreshBed _bed = new();
    private readonly string _data = Directory.CreateTempSubdirectory("metrics-storefront-").FullName;

    public StorefrontTests()
    {
        ProjectFolder.CopyWarehouse(_bed.Project);
        _bed.Project.Environment["STOREFRONT_DATA"] = _data;
    }

    [Fact]
    public async Task No_transaction_is_lost_between_the_file_and_the_fact()
    {
        PackSample.Write("storefront", _data, "--transactions", "20000", "--seed", "7");
        // The files end without a line feed, as the real ones do. Orphans of every kind: a device nobody knows, one whose store nobody
        // knows, and none at all.
        await File.AppendAllTextAsync(Path.Combine(_data, "devices.csv"), "\n900001,1,800001\n");
        await File.AppendAllTextAsync(Path.Combine(_data, "transactions.csv"), """

            900000001,900002,orphan,377,x,5,accepted,1,2,01/02/2023 3:04:05,01/02/2023 3:04:05
            900000002,900001,orphan,377,x,6,accepted,1,2,01/02/2023 3:04:05,01/02/2023 3:04:05
            900000003,,orphan,,x,7,accepted,1,2,01/02/2023 3:04:05,

            """);

        var report = await _bed.SucceedAsync();

        Assert.Empty(await _bed.QueryAsync<string>("select line || ' ' || reason from bronze.storefront__transactions__rejected"));
        Assert.Equal(
            (20_003L, 20_003L),
            await _bed.ScalarAsync<(long, long)>("select count(*), count(distinct transaction_id) from gold.fct_transactions"));
        Assert.Equal(
            await _bed.ScalarAsync<decimal>("select sum(amount) from bronze.storefront__transactions"),
            await _bed.ScalarAsync<decimal>("select sum(amount) from gold.fct_transactions"));
        Assert.Equal(
            2, await _bed.ScalarAsync<long>(
                "select count(*) from gold.fct_transactions where device_id is not null and device_id >= 900001"));
        Assert.Equal(1, await _bed.ScalarAsync<long>("select count(*) from gold.fct_transactions where store_id = 800001"));
        Assert.Contains(report.Warnings, w => w.Contains("relationships(device_id"));
    }

    [Fact]
    public async Task The_fifth_transaction_of_each_store_equals_a_computation_from_the_files()
    {
        PackSample.Write("storefront", _data, "--transactions", "3000", "--seed", "11");
        await _bed.SucceedAsync();
        var stores = Rows("devices.csv").ToDictionary(r => r[0], r => r[2]);
        var moments = Rows("transactions.csv")
            .Select(
                r =>
                    (Store: stores.GetValueOrDefault(r[1], ""), Id: long.Parse(r[0]), Status: r[^5], Created: Moment(r[^2]),
                        Happened: Moment(r[^1]))).ToList();

        foreach (var clock in new[] { "happened_at", "created_at" })
        {
            foreach (var statuses in new[] { "accepted", "all" })
            {
                var expected = moments
                    .Where(m => m.Store.Length > 0 && (statuses == "all" || m.Status == "accepted"))
                    .Select(m => (m.Store, m.Id, At: clock == "happened_at" ? m.Happened : m.Created))
                    .GroupBy(m => m.Store)
                    .Select(g => g.OrderBy(m => m.At).ThenBy(m => m.Id).ToList())
                    .Select(g => (Store: long.Parse(g[0].Store), First: g[0].At, Fifth: g.Count >= 5 ? g[4].At : (DateTime?)null))
                    .OrderBy(r => r.Store)
                    .ToList();
                Assert.NotEmpty(expected);
                Assert.Equal(expected, await _bed.QueryAsync<(long, DateTime, DateTime?)>(
                    "select store_id, first_at, nth_at from gold.fct_store_transaction_rate where clock = @clock and statuses = "
                    + "@statuses order by store_id", new { clock, statuses }));
            }
        }
    }

    public void Dispose()
    {
        _bed.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static DateTime Moment(string text) => DateTime.ParseExact(text, "MM/dd/yyyy H:mm:ss", CultureInfo.InvariantCulture);

    // An independent reading of the files: quotes and commas, nothing else occurs in the sample.
    private IEnumerable<List<string>> Rows(string file)
    {
        foreach (var line in File.ReadLines(Path.Combine(_data, file)).Skip(1))
        {
            var fields = new List<string>();
            var field = new StringBuilder();
            var quoted = false;
            foreach (var c in line)
            {
                if (c == '"')
                    quoted = !quoted;
                else if (c != ',' || quoted)
                    field.Append(c);
                else
                {
                    fields.Add(field.ToString());
                    field.Clear();
                }
            }

            fields.Add(field.ToString());
            yield return fields;
        }
    }
}
