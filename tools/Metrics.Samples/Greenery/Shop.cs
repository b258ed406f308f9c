using Metrics.Samples.Making;

namespace Metrics.Samples.Greenery;

/// <summary>A plant for sale; its price in cents.</summary>
internal sealed record Plant(string Id, string Name, long Cents, int Inventory);

/// <summary>A promotion that takes dollars off an order.</summary>
internal sealed record Promo(string Name, int Dollars, bool IsActive);

/// <summary>A postal address.</summary>
internal sealed record Address(string Id, string Street, string ZipCode, string State);

/// <summary>What the shop has: plants, promotions, and the addresses that its parcels go to.</summary>
internal sealed class Shop
{
    private const int SoldOutEvery = 10;

    public Shop(int users, SplitMix64 random)
    {
        Plants = [.. GreeneryWords.Plants.Select((name, i) => new Plant(
            random.Uuid(), name, 25 * random.Between(30, 320), i % SoldOutEvery == SoldOutEvery - 1 ? 0 : random.Between(20, 90)))];
        // All but one have ended; that orders use them nonetheless is how it looks when nobody keeps the history of a status.
        Promos = [.. GreeneryWords.Promos.Select((name, i) => new Promo(name, random.Between(2, 20), i == 0))];
        Addresses = [.. Enumerable.Range(0, users + (users / 6) + 10).Select(_ => NextAddress(random))];
    }

    public IReadOnlyList<Plant> Plants { get; }

    public IReadOnlyList<Promo> Promos { get; }

    public IReadOnlyList<Address> Addresses { get; }

    /// <summary>Of two draws the lower: some plants are more popular than others.</summary>
    public Plant Popular(SplitMix64 random) => Plants[Math.Min(random.Below(Plants.Count), random.Below(Plants.Count))];

    // A few thousand people share a ZIP code in life; here few do, so that more than one user has the same.
    private static Address NextAddress(SplitMix64 random)
    {
        var state = Math.Min(random.Below(GreeneryWords.States.Length), random.Below(GreeneryWords.States.Length));
        return new Address(
            random.Uuid(),
            $"{random.Between(1, 9999)} "
            + $"{random.Pick(GreeneryWords.Streets)}{(random.OneIn(8) ? $", Apt. {random.Between(1, 40)}" : "")}",
            $"{(state * 2) + random.Below(2):D3}{random.Below(12):D2}",
            GreeneryWords.States[state]);
    }
}

/// <summary>The files of what the shop has.</summary>
internal static class ShopRows
{
    public static async Task WriteAddressesAsync(CsvLines lines, Shop shop, CancellationToken ct)
    {
        await lines.HeaderAsync("address_id address zipcode state country", ct);
        foreach (var address in shop.Addresses)
        {
            await lines.Text(address.Id).Text(address.Street).Text(address.ZipCode).Text(address.State).Text("United States"u8)
                .EndAsync(ct);
        }
    }

    public static async Task WritePlantsAsync(CsvLines lines, Shop shop, CancellationToken ct)
    {
        await lines.HeaderAsync("product_id name price inventory", ct);
        foreach (var plant in shop.Plants)
            await lines.Text(plant.Id).Text(plant.Name).Dollars(plant.Cents).Number(plant.Inventory).EndAsync(ct);
    }

    public static async Task WritePromosAsync(CsvLines lines, Shop shop, CancellationToken ct)
    {
        await lines.HeaderAsync("promo_id discount status", ct);
        foreach (var promo in shop.Promos)
            await lines.Text(promo.Name).Number(promo.Dollars).Text(promo.IsActive ? "active"u8 : "inactive"u8).EndAsync(ct);
    }
}
