using System.Globalization;
using Metrics.Api.Tests.Storefront;
using Metrics.Testing;

namespace Metrics.Api.Tests.Packs;

/// <summary>What became of one requirement of a business: a part of the project, or a decision in words.</summary>
internal sealed record InventoryItem(int Item, string Pack, string Kind, string NameOrDecision)
{
    public const string Decision = "decision";
}

/// <summary><c>warehouse/inventory.csv</c>, in which an item may have several rows.</summary>
internal static class Inventory
{
    /// <summary>Reads the header too: <c>item,pack,kind,name_or_decision</c>.</summary>
    public static IReadOnlyList<InventoryItem> Read() => CsvText.Read(Path.Combine(Repository.Root, "warehouse", "inventory.csv"))
        .Select(r => new InventoryItem(int.Parse(r["item"]!, CultureInfo.InvariantCulture), r["pack"]!, r["kind"]!, r["name_or_decision"]!))
        .ToList();

    /// <summary>Checks that everything a pack's rows name is there: in the files, published, and described by the API.</summary>
    /// <param name="api">The API over the pack.</param>
    /// <param name="pack">The pack.</param>
    /// <param name="key">An administrator's: tests of tables with secret columns have names for nobody else.</param>
    public static async Task AssertThereAsync(ApiHost api, string pack, string key)
    {
        var rows = Read().Where(i => i.Pack == pack && i.Kind != InventoryItem.Decision).ToList();
        Assert.NotEmpty(rows);
        var tests = (await PagedList.ReadAsync(api, "/api/v1/tests", key))
            .Select(t => $"{t.GetProperty("model").GetString()}.{t.GetProperty("test").GetString()}").ToHashSet();
        var tables = (await PagedList.ReadAsync(api, "/api/v1/freshness")).Select(t => t.GetProperty("table").GetString()!).ToHashSet();
        var metrics = await NamesAsync(api, "metrics");
        var savedQueries = await NamesAsync(api, "saved-queries");
        var missing = rows.Where(i => !(i.Kind switch
        {
            "model" => ModelFiles(pack).Contains(i.NameOrDecision) || tables.Contains(i.NameOrDecision),
            "source" => tables.Contains(i.NameOrDecision),
            "test" => tests.Contains(i.NameOrDecision),
            "metric" => metrics.Contains(i.NameOrDecision),
            "saved_query" => savedQueries.Contains(i.NameOrDecision),
            _ => false,
        })).Select(i => $"{i.Item}: there is no {i.Kind} '{i.NameOrDecision}'");
        Assert.Empty(missing);
    }

    private static async Task<HashSet<string>> NamesAsync(ApiHost api, string resource) =>
        (await PagedList.ReadAsync(api, $"/api/v1/{resource}")).Select(m => m.GetProperty("name").GetString()!).ToHashSet();

    // Models that are inlined into others have a file and no table.
    private static HashSet<string> ModelFiles(string pack) =>
        Directory.GetFiles(Path.Combine(Repository.Root, "warehouse", pack, "models"), "*.sql", SearchOption.AllDirectories)
            .Select(f => Path.GetFileNameWithoutExtension(f)).ToHashSet();
}
