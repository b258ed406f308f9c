using Metrics.Samples.Making;

namespace Metrics.Samples.Greenery;

/// <summary>Makes up one user's history after the other, until there are as many events as there are to be.</summary>
internal sealed class HistoryMaker(Shop shop, SplitMix64 random, int users, long events)
{
    private const int MostViews = 6;
    private const int PerUser = 20;
    // Every view with its cart, the checkout and the parcel.
    private const int LongestVisit = (2 * MostViews) + 2;
    private static readonly DateTime _opening = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly int _days = 90;
    private static readonly DateTime _end = _opening.AddDays(_days);
    private long _made;

    public IEnumerable<History> Make()
    {
        var (due, drawn) = (0L, 0);
        for (var i = 0; i < users; i++)
        {
            // Pairs of users share an even number of events, so that the sum comes out whatever was drawn.
            drawn = i % 2 == 0 ? random.Between(1, (2 * PerUser) - 1) : (2 * PerUser) - drawn;
            due = i == users - 1 ? events : Math.Min(events, due + drawn);
            yield return NextHistory(due);
        }
    }

    private History NextHistory(long due)
    {
        var user = NextUser();
        var onlyLooks = random.OneIn(12);
        var visits = new List<Visit>();
        var first = default(PlacedOrder);
        for (var at = _opening.AddSeconds(random.Below(80 * 86_400)); _made < due; at = Later(at))
        {
            var visit = NextVisit(at, onlyLooks ? 0 : Eagerness(first));
            visits.Add(visit);
            _made += visit.Clicks.Count;
            first ??= visit.Purchase;
        }

        return new History(user, visits);
    }

    // Who waited long for a first parcel comes back less often.
    private static int Eagerness(PlacedOrder? first) => first is null ? 50 : first.Delivered - first.At > TimeSpan.FromDays(4) ? 25 : 65;

    // From the end of the season back to somewhere in it: the later visit in the files need not be the later one in life.
    private DateTime Later(DateTime at)
    {
        var next = at.AddSeconds(random.Between(3_600, 18 * 86_400));
        return next < _end.AddHours(-1) ? next : _opening.AddSeconds(random.Below((_days - 1) * 86_400));
    }

    private User NextUser()
    {
        var (first, last) = (random.Pick(GreeneryWords.FirstNames), random.Pick(GreeneryWords.LastNames));
        var home = random.OneIn(250) ? null : shop.Addresses[random.Below(shop.Addresses.Count)];
        var mail = $"{first}.{last}@mail.example";
        mail = random.Below(20) switch
        {
            0 => mail.ToUpperInvariant(),
            1 => $" {mail}",
            2 => mail.Replace("@", "+plants@", StringComparison.Ordinal),
            _ => mail,
        };
        return new User(
            random.Uuid(), first, last, mail, $"{random.Between(200, 999)}-555-{random.Below(10_000):D4}",
            _opening.AddSeconds(-random.Below(400 * 86_400) - 1), home?.Id ?? random.Uuid(), home);
    }

    private Visit NextVisit(DateTime at, int eagerness)
    {
        // What is left may be too little for more than looking.
        var left = events - _made;
        var views = left < LongestVisit ? (int)Math.Min(left, MostViews) : random.Between(1, MostViews);
        var (clicks, cart) = (new List<Click>(), new List<Plant>());
        for (var i = 0; i < views; i++)
        {
            var plant = shop.Popular(random);
            clicks.Add(new Click(random.Uuid(), ClickKind.PageView, at, plant));
            if (left >= LongestVisit && random.Below(100) < 55 && !cart.Contains(plant))
            {
                at = at.AddSeconds(random.Between(3, 60));
                clicks.Add(new Click(random.Uuid(), ClickKind.AddToCart, at, plant));
                cart.Add(plant);
            }

            at = at.AddSeconds(random.Between(5, 180));
        }

        if (cart.Count == 0 || random.Below(100) >= eagerness)
            return new Visit(random.Uuid(), clicks, null);
        var purchase = NextPurchase(at.AddSeconds(1), cart);
        clicks.Add(new Click(random.Uuid(), ClickKind.Checkout, at, null));
        if (purchase.Shipped is { } shipped)
            clicks.Add(new Click(random.Uuid(), ClickKind.PackageShipped, shipped, null));
        return new Visit(random.Uuid(), clicks, purchase);
    }

    private PlacedOrder NextPurchase(DateTime at, List<Plant> cart)
    {
        var lines = cart.Select(p => (p, random.Between(1, 4))).ToList();
        var cost = lines.Sum(l => l.p.Cents * l.Item2);
        var promo = random.OneIn(9) ? shop.Promos[random.Below(shop.Promos.Count)] : null;
        if (promo is not null && cost <= 100L * promo.Dollars)
            promo = null;
        var purchase = new PlacedOrder(
            random.Uuid(), at, shop.Addresses[random.Below(shop.Addresses.Count)], promo, lines, random.Between(150, 990));
        var shipped = at.AddSeconds(random.Between(3_600, 8 * 3_600));
        var (days, estimate, service) = (random.Between(1, 7), random.Between(1, 7), random.Pick(GreeneryWords.Services));
        var (delivered, tracking, hasEstimate) = (at.AddDays(days), random.Uuid(), !random.OneIn(16));
        return shipped >= _end ? purchase : purchase with
        {
            TrackingId = tracking,
            Service = service,
            Shipped = shipped,
            Estimated = hasEstimate ? at.AddDays(estimate) : null,
            Delivered = delivered < _end ? delivered : null,
        };
    }
}
