using Metrics.Samples.Making;

namespace Metrics.Samples.Subscriptions.People;

/// <summary>A visit to a funnel.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Funnel">Which funnel.</param>
/// <param name="City">From where.</param>
/// <param name="Origin">The address that led here.</param>
/// <param name="Campaign">The campaign that the address names, by id or name.</param>
internal sealed record Session(string Id, DateTime At, Funnel Funnel, string City, string Origin, Campaign? Campaign)
{
    /// <summary>Nothing is said, so what the app heard first about the person may speak.</summary>
    public bool SaysNothing => !Origin.Contains("utm_source", StringComparison.Ordinal);
}

/// <summary>Visits of one person: most come once, some again within days.</summary>
internal static class SessionPlan
{
    public static IReadOnlyList<Session> Make(SplitMix64 random, Market place, int most)
    {
        var wanted = random.Below(100) switch { < 60 => 1, < 85 => 2, < 95 => 3, _ => 4 };
        var sessions = new List<Session>();
        var at = SampleYear.AnyTime(random);
        for (var i = 0; i < Math.Min(wanted, most); i++)
        {
            var (origin, campaign) = Origin(random);
            sessions.Add(
                new Session(random.Id("ses_"), at, random.Pick(SubscriptionWords.Funnels), random.Pick(place.Cities), origin, campaign));
            at = at.AddSeconds(random.Between(600, 7 * 24 * 60 * 60));
        }

        return sessions;
    }

    private static (string Origin, Campaign? Campaign) Origin(SplitMix64 random)
    {
        if (!random.Chance(450))
            return (random.Pick(SubscriptionWords.OtherOrigins), null);
        // Of two draws the lower: some campaigns bring more people than others.
        var campaign = Campaign.All[Math.Min(random.Below(Campaign.All.Length), random.Below(Campaign.All.Length))];
        var named = random.OneIn(8) ? campaign.Name : campaign.Id;
        var source = random.OneIn(5) ? "ig" : random.OneIn(3) ? "FB" : "facebook";
        return (
            $"https://l.facebook.com/?utm_source={source}&utm_medium=paid&utm_campaign={named}&fbclid={random.Below(1_000_000)}", campaign);
    }
}
