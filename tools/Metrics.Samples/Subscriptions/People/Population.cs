using Metrics.Samples.Making;

namespace Metrics.Samples.Subscriptions.People;

/// <summary>Households one after the other, until there are as many sessions and subscriptions as were asked for.</summary>
/// <remarks>Each comes from a generator of its own, so nothing has to be kept but two counters.</remarks>
internal sealed class Population(int sessions, int subscriptions, ulong seed)
{
    // How many subscriptions are kept for people whose sessions were never stored.
    private readonly int _unseen = Math.Max(1, subscriptions / 50);
    private int _sessions;
    private int _subscriptions;
    private long _people;

    public IEnumerable<Household> Make()
    {
        for (var household = 1; _sessions < sessions || _subscriptions < subscriptions; household++)
        {
            var random = new SplitMix64(seed ^ ((ulong)household * 0xD1342543DE82EF95));
            var first = Somebody(random, null, null);
            yield return new Household((household % 75, household % 60) switch
            {
                (0, _) => [first, Somebody(random, first, null)],
                (_, 0) => [first, Somebody(random, null, first)],
                _ => [first],
            });
        }
    }

    private Person Somebody(SplitMix64 random, Person? sharesEmail, Person? sharesDevice)
    {
        var number = ++_people;
        var place = random.Pick(SubscriptionWords.Places);
        var (id, customer, device) = (random.Id("pro_"), random.Id("cus_"), random.Id("dev_"));
        var email = sharesEmail is { Email: { } shared } ? shared : random.Chance(40)
            ? null : $"{random.Pick(SubscriptionWords.Names)}.{number}@example.com";
        var visits = SessionPlan.Make(random, place, sessions - _sessions);
        _sessions += visits.Count;
        var (source, campaign) = random.Below(100) switch
        {
            < 25 => ("facebook", random.Pick(Campaign.All).Id),
            < 35 => ("google", "brand"),
            _ => ((string?)null, (string?)null),
        };
        return new Person(id, email, place, sharesDevice?.DeviceId ?? device, 500_000_000 + number, source, campaign)
        {
            CustomerId = customer,
            TypedEmail = Typed(random, email),
            Sessions = visits,
            Events = EventPlan.Make(random, visits, email is not null),
            Purchases = Purchases(random, visits, place),
            Strays = random.Chance(12)
                ? [PaymentPlan.Make(random, SampleYear.AnyTime(random), Money.Currency.Dollar, 4900, random.OneIn(2), false, "manual")]
                : [],
        };
    }

    private List<Purchase> Purchases(SplitMix64 random, IReadOnlyList<Session> visits, Market place)
    {
        var left = subscriptions - _subscriptions;
        var bought = new List<Purchase>();
        if (left > 0 && (visits.Count == 0 || Buys(random, random.Pick([.. visits]).Funnel)))
        {
            bought.Add(PurchasePlan.Make(random, visits, place));
            if (left > 1 && random.Chance(60))
                bought.Add(PurchasePlan.Make(random, visits, place));
            else if (left > 1 && random.Chance(15) && bought[0].Provider == "stripe")
                bought.Add(PurchasePlan.Again(random, bought[0]));
        }

        _subscriptions += bought.Count;
        return bought;
    }

    // Funnels sell differently; on the whole there are as many subscriptions as were asked for.
    private bool Buys(SplitMix64 random, Funnel funnel)
    {
        var behind = (((long)(subscriptions - _unseen) * _sessions) / sessions) - _subscriptions;
        return random.Below(100_000) < funnel.Sells * 160 * Math.Clamp(20 + behind, 0, 80) / 20;
    }

    private static string? Typed(SplitMix64 random, string? email) => random.Below(10) switch
    {
        0 => email?.ToUpperInvariant(),
        1 => email is null ? "" : $" {email} ",
        _ => email,
    };
}
