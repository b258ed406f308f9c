using Metrics.Samples.Making;
using Metrics.Samples.Subscriptions.Money;

namespace Metrics.Samples.Subscriptions;

/// <summary>A Facebook campaign. A deleted one is in the statistics only.</summary>
internal sealed record Campaign(string Id, string Name, bool InEuros, bool Deleted, string[] Ads)
{
    public static readonly Campaign[] All = [.. Enumerable.Range(1, 12).Select(n => new Campaign(
        $"12021{n:00000000000}", $"{(n % 2 == 0 ? "US" : "EU")}_broad_{n:00}", n % 3 == 0, n == 11,
        [.. Enumerable.Range(1, 3).Select(a => $"12022{n:00000}{a:000000}")]))];

    public string AccountId => InEuros ? "act_77002" : "act_77001";
}

/// <summary>What each ad did on a day; first as it was told that night, and where it was restated, as it was told at last.</summary>
internal sealed record AdDay(Campaign Campaign, string Ad, DateOnly Day, decimal Spend, int Impressions, int Clicks, decimal? ToldFirst)
{
    private const int Days = 365;

    public decimal SpendUsd(ExchangeRates rates) => rates.ToUsd(Campaign.InEuros ? Currency.Of("eur") : Currency.Dollar, Spend, Day);

    /// <summary>A year of all ads; a bigger business spends more on each.</summary>
    public static IEnumerable<AdDay> Make(SplitMix64 random, decimal scale)
    {
        for (var day = 0; day < Days; day++)
        {
            foreach (var campaign in Campaign.All)
            {
                foreach (var ad in campaign.Ads)
                {
                    if (random.OneIn(12))
                        continue;
                    var spend = Math.Round(random.Between(20, 300) / 100m * scale, 2);
                    var impressions = random.Between(100, 2_000);
                    yield return new AdDay(
                        campaign, ad, SampleYear.First.Day().AddDays(day), spend, impressions, impressions / random.Between(20, 90),
                        random.OneIn(20) ? Math.Round(spend * 0.8m, 2) : null);
                }
            }
        }
    }
}
