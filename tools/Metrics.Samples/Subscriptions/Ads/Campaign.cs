namespace Metrics.Samples.Subscriptions.Ads;

/// <summary>A Facebook campaign. A deleted one is in the statistics only.</summary>
internal sealed record Campaign(string Id, string Name, bool InEuros, bool Deleted, string[] Ads)
{
    public static readonly Campaign[] All = [.. Enumerable.Range(1, 12).Select(n => new Campaign(
        $"12021{n:00000000000}", $"{(n % 2 == 0 ? "US" : "EU")}_broad_{n:00}", n % 3 == 0, n == 11,
        [.. Enumerable.Range(1, 3).Select(a => $"12022{n:00000}{a:000000}")]))];

    public string AccountId => InEuros ? "act_77002" : "act_77001";
}
