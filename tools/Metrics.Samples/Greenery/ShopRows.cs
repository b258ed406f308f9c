using Metrics.Samples.Making;

namespace Metrics.Samples.Greenery;

/// <summary>The files of what the shop has.</summary>
internal static class ShopRows
{
    public static async Task WriteAddressesAsync(CsvLines lines, Shop shop, CancellationToken ct)
    {
        await lines.Text("address_id"u8).Text("address"u8).Text("zipcode"u8).Text("state"u8).Text("country"u8).EndAsync(ct);
        foreach (var address in shop.Addresses)
        {
            await lines.Text(address.Id).Text(address.Street).Text(address.ZipCode).Text(address.State).Text("United States"u8)
                .EndAsync(ct);
        }
    }

    public static async Task WritePlantsAsync(CsvLines lines, Shop shop, CancellationToken ct)
    {
        await lines.Text("product_id"u8).Text("name"u8).Text("price"u8).Text("inventory"u8).EndAsync(ct);
        foreach (var plant in shop.Plants)
            await lines.Text(plant.Id).Text(plant.Name).Dollars(plant.Cents).Number(plant.Inventory).EndAsync(ct);
    }

    public static async Task WritePromosAsync(CsvLines lines, Shop shop, CancellationToken ct)
    {
        await lines.Text("promo_id"u8).Text("discount"u8).Text("status"u8).EndAsync(ct);
        foreach (var promo in shop.Promos)
            await lines.Text(promo.Name).Number(promo.Dollars).Text(promo.IsActive ? "active"u8 : "inactive"u8).EndAsync(ct);
    }
}
