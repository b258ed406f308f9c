using System.Globalization;
using System.Text;

namespace Metrics.Benchmarks.Growth;

/// <summary>
/// Payments that come in a file a day, and incremental models from them to gold: a fact by key, totals by day, totals by device.
/// </summary>
internal sealed class GrowthProject : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metrics-growth-");
    private readonly Random _random = new(7);
    private long _rows;
    private int _days;

    public GrowthProject()
    {
        Write("metrics.yml", "name: growth\nrefresh: {parallelism: 2, longest_statement: 1s, lease: 15s}\n");
        Write("shop/sources.yml", """
            sources:
              - name: shop
                path: ../data
                tables:
                  - name: payments
                    file: transactions*.csv
                    load: append_new_files
                    key: id
                    columns:
                      - {name: id, type: bigint, required: true}
                      - {name: device_id, type: bigint}
                      - {name: product_name, type: text}
                      - {name: product_sku, type: text}
                      - {name: category_name, type: text}
                      - {name: amount, type: "decimal(12,2)", required: true}
                      - {name: status, type: text, required: true}
                      - {name: card_number, drop: true}
                      - {name: cvv, drop: true}
                      - {name: created_at, type: timestamp, format: "MM/DD/YYYY H:MM:SS"}
                      - {name: happened_at, type: timestamp, format: "MM/DD/YYYY H:MM:SS"}
            """);
        Write("shop/models/silver/clean_payments.sql", """
            /* materialization: ephemeral */
            select id as payment_id, device_id, nullif(btrim(product_sku), '') as product_sku, amount, lower(btrim(status)) as status,
                   created_at, happened_at
            from {{ source('shop', 'payments') }}
            """);
        Write("shop/models/gold/fct_payments.sql", """
            /*
            materialization: incremental
            key: payment_id
            increment: {from: shop__payments, match: {payment_id: id}}
            indexes: [device_id, happened_at]
            tests: [{accepted_values: {column: status, values: [accepted, refused, cancelled]}}]
            */
            select payment_id, device_id, product_sku, amount, status, created_at, happened_at from {{ ref('clean_payments') }}
            """);
        Write("shop/models/gold/daily_payments.sql", """
            /*
            materialization: incremental
            key: [day, status]
            increment: {from: fct_payments, time: happened_at, column: day, window: day}
            */
            select happened_at::date as day, status, count(*) as payments, sum(amount)::numeric(16,2) as amount
            from {{ ref('fct_payments') }} group by 1, 2
            """);
        Write("shop/models/gold/device_payments.sql", """
            /*
            materialization: incremental
            key: device_id
            increment: {from: fct_payments, match: [device_id]}
            */
            select device_id, count(*) as payments, sum(amount)::numeric(16,2) as amount, max(happened_at) as last_at
            from {{ ref('fct_payments') }} group by 1
            """);
    }

    public string Folder => Path.Combine(_folder.FullName, "project");

    private string Data => Path.Combine(_folder.FullName, "data");

    public async Task BeginAsync(long rows)
    {
        _rows = rows;
        await Child.SampleAsync(Data, rows);
    }

    /// <summary>A day's file: its payments, a few late ones among them.</summary>
    public void AddDay(int rows)
    {
        var text = new StringBuilder(
            "id,device_id,product_name,product_sku,category_name,amount,status,card_number,cvv,created_at,happened_at\n");
        var day = new DateOnly(2026, 1, 1).AddDays(_days++);
        for (var i = 0; i < rows; i++)
        {
            var at = (i % 250 == 0 ? day.AddDays(-_random.Next(1, 900)) : day).ToString("MM/dd/yyyy", CultureInfo.InvariantCulture);
            var status = i % 3 == 0 ? "accepted" : "refused";
            text.Append(string.Create(CultureInfo.InvariantCulture,
                $"{++_rows},{_random.Next(1, 100)},new thing,84370124000{_random.Next(10, 99)},new,{_random.Next(1, 999)},{status},"
                + $"9000000000000000,123,{at} 1:02:03,{at} 2:03:04\n"));
        }

        File.WriteAllText(Path.Combine(Data, $"transactions_{_days:D3}.csv"), text.ToString());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
