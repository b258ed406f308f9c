using Metrics.Samples.Making;
using Metrics.Samples.Subscriptions.Money;
using Metrics.Samples.Subscriptions.People;
using Metrics.Samples.Subscriptions.Rows;
using Metrics.Samples.Subscriptions.Truths;

namespace Metrics.Samples.Subscriptions;

/// <summary>
/// Made-up files of a business that sells subscriptions in web funnels: FunnelFox, Stripe, Amplitude, Facebook, exchange rates, and the
/// answers.
/// </summary>
/// <remarks>
/// With the quirks of the real ones: Stripe ids of every kind for a subscription, currencies without and with three decimals, sandboxes,
/// test charges, retries, refunds that fail, people who share an address or a device, events sent again and late, a deleted funnel and a
/// deleted campaign.
/// </remarks>
internal static class SubscriptionsSample
{
    private const int Sessions = 20_000;
    private const int Subscriptions = 2_000;

    public static Sample Sample { get; } = new(
        "subscriptions", "Web funnels and what they sell: 20,000 sessions and 2,000 subscriptions",
        WriteAsync) { LastFile = "expected.json" };

    public static async Task<string> WriteAsync(string folder, decimal scale, ulong seed, CancellationToken ct)
    {
        var (sessions, subscriptions) = ((int)(Sessions * scale), (int)(Subscriptions * scale));
        using var files = new SampleFiles(folder);
        var rates = new ExchangeRates(new SplitMix64(seed ^ 0xE));
        var truth = new Truth(rates);
        await files.WriteAsync("exchange_rates.csv", lines => rates.WriteAsync(lines, ct), ct);
        await files.WriteAsync("facebook_campaigns.csv", lines => FacebookRows.WriteCampaignsAsync(lines, ct), ct);
        await files.WriteAsync(
            "facebook_ad_statistics.csv", lines => WriteAdsAsync(lines, AdDay.Make(new SplitMix64(seed ^ 0xA), scale), truth, ct), ct);
        await WritePeopleAsync(files, new Population(sessions, subscriptions, seed), truth, ct);
        await files.WriteAsync("expected.json", TruthAnswers.Of(truth, scale, seed), ct);
        files.Publish();
        return $"{sessions:N0} sessions and {subscriptions:N0} subscriptions";
    }

    private static async Task WriteAdsAsync(CsvLines lines, IEnumerable<AdDay> days, Truth truth, CancellationToken ct)
    {
        await FacebookRows.WriteHeaderAsync(lines, ct);
        foreach (var day in days)
        {
            truth.Add(day);
            await FacebookRows.WriteAsync(lines, day, ct);
        }
    }

    private static async Task WritePeopleAsync(SampleFiles files, Population population, Truth truth, CancellationToken ct)
    {
        await using var funnelFox = new FunnelFoxRows(files);
        await using var stripe = new StripeRows(files);
        await using var amplitude = new AmplitudeRows(files);
        await funnelFox.WriteFunnelsAsync(ct);
        await stripe.WriteHeadersAsync(ct);
        foreach (var household in population.Make())
        {
            truth.Add(household);
            foreach (var person in household.People)
            {
                await funnelFox.WriteAsync(person, ct);
                await stripe.WriteAsync(person, ct);
                await amplitude.WriteAsync(person, ct);
            }
        }

        await funnelFox.FlushAsync(ct);
        await stripe.FlushAsync(ct);
        await amplitude.FlushAsync(ct);
    }
}
