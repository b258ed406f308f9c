using System.Globalization;
using System.Text;
using Metrics.Testing;

namespace Metrics.Benchmarks.Chaos;

/// <summary>What the accepted payments of the first files come to.</summary>
internal readonly record struct Generation(long Rows, long Accepted, decimal Amount);

/// <summary>The storefront pack with one more fact, made-up payments, and what they come to after each file.</summary>
internal sealed class ChaosProject
{
    private const int RowsPerFile = 1_000;
    private readonly Random _random;
    private readonly List<Generation> _generations = [];
    private long _rows;
    private int _devices;

    public ChaosProject(string folder, Random random)
    {
        (Folder, _random) = (Path.Combine(folder, "project"), random);
        Data = Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;
        var warehouse = Path.Combine(Repository.Root, "warehouse");
        foreach (var pack in new[] { "storefront", "calendar" })
        {
            foreach (var file in Directory.GetFiles(Path.Combine(warehouse, pack), "*", SearchOption.AllDirectories))
                Write(Path.GetRelativePath(warehouse, file), File.ReadAllText(file));
        }

        Write(
            "metrics.yml",
            "name: chaos\nrefresh: {parallelism: 2, keep_versions: 2, longest_statement: 10s, lease: 5s}\nvars: "
            + "{storefront_nth_transaction: 5}\n");
        WriteDayTotals(bad: false);
        Write("chaos/semantic/day_totals.yml", """
            semantic_models:
              - name: day_totals
                model: ref('day_totals')
                entities: [{name: total_day, type: primary, expr: day}]
                measures: [{name: day_accepted, agg: sum, expr: accepted, create_metric: true}]
            """);
    }

    public string Folder { get; }

    public string Data { get; }

    /// <summary>After the first load, and after each file since; readers look while files are added.</summary>
    public IReadOnlyList<Generation> Generations
    {
        get
        {
            lock (_generations)
                return [.. _generations];
        }
    }

    /// <summary>The second fact: with a test that fails it stays behind the first.</summary>
    public void WriteDayTotals(bool bad) => Write("chaos/models/gold/day_totals.sql", $$$"""
        /*
        materialization: incremental
        key: day
        increment: {from: fct_transactions, time: happened_at, column: day, window: day}
        {{{(bad ? "tests: [{expression: accepted < 0}]" : "")}}}
        */
        select happened_at::date as day, count(*) filter (where status = 'accepted') as accepted
        from {{ ref('fct_transactions') }} where happened_at is not null group by 1
        """);

    public void Begin(Generation first, int devices)
    {
        (_rows, _devices) = (first.Rows, devices);
        _generations.Add(first);
    }

    public void AddFile()
    {
        var (text, last) =
            (new StringBuilder(
                "id,device_id,product_name,product_sku,category_name,amount,status,card_number,cvv,created_at,happened_at\n"),
                _generations[^1]);
        var day = new DateOnly(2026, 1, 1).AddDays(_generations.Count).ToString("MM/dd/yyyy", CultureInfo.InvariantCulture);
        var (accepted, amount) = (last.Accepted, last.Amount);
        for (var i = 0; i < RowsPerFile; i++)
        {
            var (price, status) = (_random.Next(1, 1_000), _random.Next(3) switch { 0 => "accepted", 1 => "refused", _ => "cancelled" });
            if (status == "accepted")
                (accepted, amount) = (accepted + 1, amount + price);
            text.Append(string.Create(CultureInfo.InvariantCulture,
                $"{++_rows},{_random.Next(1, _devices)},new "
                + $"thing,84370124000{_random.Next(10, 99)},new,{price},{status},9000000000000000,123,{day} 1:02:{i % 60:D2},{day} "
                + $"2:{i % 60:D2}:03\n"));
        }

        // Known to readers before it can be published.
        lock (_generations)
            _generations.Add(new Generation(_rows, accepted, amount));
        var path = Path.Combine(Data, $"transactions_{_generations.Count:D4}.csv");
        File.WriteAllText(path + ".part", text.ToString());
        File.Move(path + ".part", path);
    }

    private void Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
