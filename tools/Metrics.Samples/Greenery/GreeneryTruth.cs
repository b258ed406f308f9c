using System.Globalization;
using System.Runtime.InteropServices;

namespace Metrics.Samples.Greenery;

/// <summary>What the histories come to, counted as they are made up and not from the files.</summary>
internal sealed class GreeneryTruth
{
    private const long HighValueCents = 100_000;
    private const int TopUsers = 10;
    private readonly HashSet<DateTime> _orderHours = [];
    private readonly HashSet<DateTime> _activeHours = [];
    private readonly List<(string Id, int Orders, long Cents)> _topUsers = [];

    public Tally Sums { get; } = new();

    public int OrderHours => _orderHours.Count;

    public int ActiveHours => _activeHours.Count;

    /// <summary>Those who have spent most.</summary>
    public IReadOnlyList<(string Id, int Orders, long Cents)> Top => _topUsers;

    public void Add(History history)
    {
        var bought = history.Visits.Where(v => v.Purchase is not null)
            .OrderBy(v => v.Purchase!.At).ThenBy(v => v.Purchase!.Id, StringComparer.Ordinal).ToList();
        var bucket = bought.Count switch { 0 => "none", 1 => "one-time", _ => "repeat" };
        Sums.Add("users by count", 1, bought.Count > 2 ? "3+" : $"{bought.Count}");
        Sums.Add("users by bucket", 1, bucket);
        Sums.Add("users by state", 1, history.User.Home?.State, bucket);
        Sums.Add("users of state", 1, history.User.Home?.State);
        if (bought.Count > 0)
            AddPurchaser(history.User, bought);
        foreach (var visit in history.Visits)
            AddVisit(visit, bucket);
        foreach (var visit in bought)
            AddPurchase(visit.Purchase!, bucket);
    }

    /// <summary>The words for how long an order took.</summary>
    public static string SpeedOf(PlacedOrder purchase) => (purchase.Delivered - purchase.At)?.TotalDays switch
    {
        null => "not delivered",
        <= 2 => "1: up to 2 days",
        <= 4 => "2: 3 to 4 days",
        _ => "3: over 4 days",
    };

    private static string Day(DateTime at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTime Hour(DateTime at) => at.Date.AddHours(at.Hour);

    private void AddPurchaser(User user, List<Visit> bought)
    {
        var (first, spent) = (bought[0], bought.Sum(v => v.Purchase!.TotalCents));
        foreach (var (by, key) in new[]
        {
            ("", null),
            (" by state", user.Home?.State),
            (" by zip code", user.Home?.ZipCode),
            (" by first promo", first.Purchase!.Promo?.Name ?? "none"),
            (" by first landing", first.Landing.Name),
            (" by first speed", SpeedOf(first.Purchase!)),
        })
        {
            Sums.Add("purchasers" + by, 1, key);
            Sums.Add("repeaters" + by, bought.Count > 1 ? 1 : 0, key);
        }

        Sums.Add("purchasers by day", 1, Day(first.Purchase!.At));
        var value = spent >= HighValueCents ? "true" : "false";
        Sums.Add("purchasers by value", 1, value);
        Sums.Add("orders by value", bought.Count, value);
        Sums.Add("cents by value", spent, value);
        _topUsers.Add((user.Id, bought.Count, spent));
        _topUsers.Sort((a, b) => a.Cents != b.Cents ? b.Cents.CompareTo(a.Cents) : string.CompareOrdinal(a.Id, b.Id));
        if (_topUsers.Count > TopUsers)
            _topUsers.RemoveAt(TopUsers);
    }

    private void AddPurchase(PlacedOrder purchase, string bucket)
    {
        var day = Day(purchase.At);
        Sums.Add("orders");
        Sums.Add("orders by day", 1, day);
        Sums.Add("cents by day", purchase.TotalCents, day);
        Sums.Add("promo orders by day", purchase.Promo is null ? 0 : 1, day);
        Sums.Add("orders by bucket", 1, bucket);
        Sums.Add("promos by bucket", 1, bucket, purchase.Promo?.Name ?? "none");
        _orderHours.Add(Hour(purchase.At));
        foreach (var by in new[] { null, bucket })
        {
            if (purchase.Delivered is { } delivered)
            {
                Sums.Add("delivered", 1, by);
                Sums.Add("days", (decimal)(delivered - purchase.At).TotalDays, by);
                Sums.Add("estimated", purchase.Estimated is null ? 0 : 1, by);
                Sums.Add("late", delivered > purchase.Estimated ? 1 : 0, by);
            }
        }

        foreach (var (plant, quantity) in purchase.Lines)
        {
            Sums.Add("pieces", quantity, plant.Name);
            Sums.Add("plant cents", plant.Cents * quantity, plant.Name);
            Sums.Add("plant orders", 1, plant.Name);
            Sums.Add("pieces by bucket", quantity, bucket);
            Sums.Add("plants by bucket", quantity, bucket, plant.Name);
        }
    }

    private void AddVisit(Visit visit, string bucket)
    {
        var clicks = visit.Clicks;
        var (begun, converted) = (clicks[0].At, visit.Purchase is null ? 0 : 1);
        var carted = clicks.Any(c => c.Kind == ClickKind.AddToCart) ? 1 : 0;
        Sums.Add("visits by day", 1, Day(begun));
        Sums.Add("converted by day", converted, Day(begun));
        foreach (var by in new[] { null, bucket })
        {
            Sums.Add("visits", 1, by);
            Sums.Add("carted", carted, by);
            Sums.Add("converted", converted, by);
        }

        Sums.Add("landings", 1, bucket, visit.Landing.Name);
        Sums.Add("landings converted", converted, bucket, visit.Landing.Name);
        Sums.Add("seconds", (decimal)(clicks.Max(c => c.At) - begun).TotalSeconds);
        Sums.Add("browsing seconds", (decimal)(clicks.Where(c => c.Kind != ClickKind.PackageShipped).Max(c => c.At) - begun).TotalSeconds);
        var hours = clicks.Select(c => Hour(c.At)).Distinct().ToList();
        Sums.Add("visit hours", hours.Count);
        _activeHours.UnionWith(hours);
        foreach (var plant in clicks.Where(c => c.Kind == ClickKind.PageView).Select(c => c.Plant!).Distinct())
            Sums.Add("plant views", 1, plant.Name);
        foreach (var plant in clicks.Where(c => c.Kind == ClickKind.AddToCart).Select(c => c.Plant!).Distinct())
            Sums.Add("plant carts", 1, plant.Name);
    }
}

/// <summary>Sums by name and up to two keys.</summary>
internal sealed class Tally
{
    private readonly Dictionary<(string What, string? First, string? Second), decimal> _sums = [];

    public void Add(string what, decimal amount = 1, string? first = null, string? second = null) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_sums, (what, first, second), out _) += amount;

    /// <summary>The sum; zero when nothing was added.</summary>
    public decimal this[string what, string? first = null, string? second = null] => _sums.GetValueOrDefault((what, first, second));

    /// <summary>Whether anything was added.</summary>
    public bool Has(string what, string? first = null, string? second = null) => _sums.ContainsKey((what, first, second));

    /// <summary>The keys of a sum in their order: by code unit, nothing last.</summary>
    public List<(string? First, string? Second)> Keys(params string[] whats) => _sums.Keys
        .Where(k => whats.Contains(k.What))
        .Select(k => (k.First, k.Second))
        .Distinct()
        .OrderBy(k => k.First is null).ThenBy(k => k.First, StringComparer.Ordinal)
        .ThenBy(k => k.Second is null).ThenBy(k => k.Second, StringComparer.Ordinal)
        .ToList();
}
