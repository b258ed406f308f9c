using Metrics.Refresh.Samples.Greenery;
using Metrics.Refresh.Samples.Storefront;
using Metrics.Refresh.Samples.Subscriptions;

namespace Metrics.Refresh.Samples;

/// <summary>The samples there are: one line a pack.</summary>
internal static class SampleCatalog
{
    public static IReadOnlyList<Sample> All { get; } =
    [
        StorefrontSample.Sample,
        GreenerySample.Sample,
        SubscriptionsSample.Sample,
    ];
}
