using Metrics.Samples.Subscriptions.Ads;

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
