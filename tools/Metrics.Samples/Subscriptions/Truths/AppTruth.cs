using Metrics.Samples.Subscriptions.People;

namespace Metrics.Samples.Subscriptions.Truths;

/// <summary>How far people got in the app, and which campaign it first heard of for each.</summary>
internal sealed class AppTruth
{
    private readonly long[] _people = new long[SubscriptionWords.Steps.Length];

    /// <summary>Events by what told whose they are.</summary>
    public Sums<string> Identities { get; } = new();

    public long PeopleAt(int step) => _people[step];

    /// <summary>Counts a household's people at each step, and says what the app heard first of each that it knows.</summary>
    public Dictionary<Person, Campaign?> Add(Household household)
    {
        var owned = household.Owned().ToList();
        foreach (var (_, _, _, by) in owned)
            Identities.Add(by, "events");
        foreach (var (_, _, step) in owned
            .Select(
                o => (o.Owner, Stranger: o.Owner is null
                    ? o.Author.AmplitudeId : 0, Step: Array.IndexOf(SubscriptionWords.Steps, o.Event.Type)))
            .Where(o => o.Step >= 0).Distinct())
            _people[step]++;
        return owned.Where(o => o.Owner is not null && o.Author.FirstSource is not null)
            .GroupBy(o => o.Owner!)
            .ToDictionary(
                g => g.Key, g => CampaignOf(
                    g.OrderBy(o => o.Event.At).ThenBy(o => o.Event.InsertId, StringComparer.Ordinal).First().Author));
    }

    private static Campaign? CampaignOf(Person author) =>
        author.FirstSource == "facebook" ? Campaign.All.Single(c => c.Id == author.FirstCampaign) : null;
}
