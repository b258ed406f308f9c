using System.Globalization;
using System.Text;

namespace Metrics.Api.Tests.Storefront;

/// <summary>Makes the made-up files as bad as real ones: orphans, missing fields, equal amounts and equal moments.</summary>
internal static class RoughFiles
{
    private static readonly string[] _amounts = ["5", "10", "10", "25"];

    /// <summary>Changes the files in a folder, every tenth field that may be missing or strange.</summary>
    public static void Roughen(string folder, int seed)
    {
        var random = new Random(seed);
        bool Now() => random.Next(10) == 0;
        string Stranger() => (900_000 + random.Next(3)).ToString(CultureInfo.InvariantCulture);
        Change(folder, "stores.csv", store =>
        {
            foreach (var column in (string[])["name", "country", "typology", "customer_id"])
            {
                if (Now())
                    store[column] = null;
            }
        });
        Change(folder, "devices.csv", device =>
        {
            device["store_id"] = Now() ? null : Now() ? Stranger() : device["store_id"];
            if (Now())
                device["type"] = null;
        });
        var last = default(string);
        Change(folder, "transactions.csv", sale =>
        {
            sale["device_id"] = Now() ? null : Now() ? Stranger() : sale["device_id"];
            if (Now())
                sale["product_sku"] = null;
            // Few different amounts: many stores end up with the same sum.
            sale["amount"] = _amounts[random.Next(_amounts.Length)];
            sale["happened_at"] = Now() ? null : Now() ? last : sale["happened_at"];
            if (Now())
                sale["created_at"] = null;
            last = sale["happened_at"];
        });
    }

    private static void Change(string folder, string name, Action<Dictionary<string, string?>> change)
    {
        var file = Path.Combine(folder, name);
        var rows = CsvText.Read(file);
        var text = new StringBuilder().AppendJoin(',', rows[0].Keys).Append('\n');
        foreach (var row in rows)
        {
            change(row);
            text.AppendJoin(',', row.Values.Select(v => v is null ? "" : $"\"{v.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))
                .Append('\n');
        }

        File.WriteAllText(file, text.ToString());
    }
}
