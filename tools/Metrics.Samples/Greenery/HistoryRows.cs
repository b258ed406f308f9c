using System.Globalization;
using Metrics.Samples.Making;

namespace Metrics.Samples.Greenery;

/// <summary>Writes histories as the rows of four files, with the quirks that such exports have.</summary>
internal sealed class HistoryRows(CsvLines users, CsvLines orders, CsvLines items, CsvLines events, SplitMix64 random)
{
    private const int TwiceEvery = 400;
    private const int EasternEvery = 50;
    private static readonly string[] _kinds = ["page_view", "add_to_cart", "checkout", "package_shipped"];

    public async Task BeginAsync(CancellationToken ct)
    {
        await users.HeaderAsync("user_id first_name last_name email phone_number created_at updated_at address_id", ct);
        await orders.HeaderAsync(
            "order_id user_id promo_id address_id created_at order_cost shipping_cost order_total tracking_id shipping_service "
            + "estimated_delivery_at delivered_at status", ct);
        await items.HeaderAsync("order_id product_id quantity", ct);
        await events.HeaderAsync("event_id session_id user_id page_url created_at event_type order_id product_id", ct);
    }

    public async Task WriteAsync(History history, CancellationToken ct)
    {
        var user = history.User;
        await users.Text(user.Id).Text(user.FirstName).Text(user.LastName).Text(user.Email).Text(user.Phone)
            .Time(user.SignedUp).Time(user.SignedUp.AddDays(random.Below(30))).Text(user.AddressId).EndAsync(ct);
        foreach (var visit in history.Visits)
        {
            foreach (var click in visit.Clicks)
            {
                // Senders that got no answer send again.
                var times = random.OneIn(TwiceEvery) ? 2 : 1;
                for (var i = 0; i < times; i++)
                    await Event(user, visit, click).EndAsync(ct);
            }

            if (visit.Purchase is { } purchase)
                await WriteAsync(user, purchase, ct);
        }
    }

    private async Task WriteAsync(User user, PlacedOrder purchase, CancellationToken ct)
    {
        await orders.Text(purchase.Id).Text(user.Id).Text(purchase.Promo?.Name).Text(purchase.To.Id).Time(purchase.At)
            .Dollars(purchase.CostCents).Dollars(purchase.ShippingCents).Dollars(purchase.TotalCents)
            .Text(purchase.TrackingId).Text(purchase.Service).Time(purchase.Estimated).Time(purchase.Delivered)
            .Text(purchase.Status).EndAsync(ct);
        foreach (var (plant, quantity) in purchase.Lines)
            await items.Text(purchase.Id).Text(plant.Id).Number(quantity).EndAsync(ct);
    }

    private CsvLines Event(User user, Visit visit, Click click)
    {
        events.Text(click.Id).Text(visit.Id).Text(user.Id);
        var order = click.Plant is null ? visit.Purchase!.Id : null;
        if (click.Plant is { } plant)
            events.Url("product", plant.Id);
        else
            events.Url(click.Kind == ClickKind.Checkout ? "checkout" : "shipping", order!);
        var written = random.OneIn(EasternEvery) ? events.EasternTime(click.At) : events.Time(click.At);
        return written.Text(_kinds[(int)click.Kind]).Text(order).Text(click.Plant?.Id);
    }
}

/// <summary>Fields of the shop's files.</summary>
internal static class RowText
{
    /// <summary>A path of the shop, with what it is about.</summary>
    public static CsvLines Url(this CsvLines lines, string page, string id) => lines.Text($"https://greenery.example/{page}/{id}");

    /// <summary>Dollars, without more digits than they need, as exports have them.</summary>
    public static CsvLines Dollars(this CsvLines lines, long cents)
    {
        Span<byte> bytes = stackalloc byte[32];
        (cents / 100m).TryFormat(bytes, out var written, "0.0#", CultureInfo.InvariantCulture);
        return lines.Text(bytes[..written]);
    }

    /// <summary>A time in UTC; nothing for null.</summary>
    public static CsvLines Time(this CsvLines lines, DateTime? time)
    {
        Span<byte> bytes = stackalloc byte[32];
        var written = 0;
        time?.TryFormat(bytes, out written, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return lines.Text(bytes[..written]);
    }

    /// <summary>The same moment by a clock five hours behind.</summary>
    public static CsvLines EasternTime(this CsvLines lines, DateTime time)
    {
        Span<byte> bytes = stackalloc byte[32];
        time.AddHours(-5).TryFormat(bytes, out var written, "yyyy-MM-dd'T'HH:mm:ss'-05:00'", CultureInfo.InvariantCulture);
        return lines.Text(bytes[..written]);
    }
}
