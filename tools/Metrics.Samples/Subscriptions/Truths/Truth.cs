using Metrics.Samples.Subscriptions.Money;
using Metrics.Samples.Subscriptions.People;

namespace Metrics.Samples.Subscriptions.Truths;

/// <summary>What is true of a sample, counted while it is made from what was planted; it has never seen the files.</summary>
internal sealed class Truth(ExchangeRates rates)
{
    public SessionTruth Sessions { get; } = new(rates);

    public PaymentTruth Payments { get; } = new(rates);

    public AppTruth App { get; } = new();

    public Sums<DateOnly> SpendByDay { get; } = new();

    public Sums<string> SpendByCampaign { get; } = new();

    public void Add(Household household)
    {
        var touches = App.Add(household);
        foreach (var person in household.People)
        {
            Sessions.Add(person, touches.GetValueOrDefault(person));
            Payments.Add(person);
        }
    }

    public void Add(AdDay day)
    {
        var spend = day.SpendUsd(rates);
        SpendByDay.Add(day.Day, "spend", spend);
        SpendByCampaign.Add(day.Campaign.Id, "spend", spend);
        SpendByCampaign.Add(day.Campaign.Id, "clicks", day.Clicks);
    }
}

/// <summary>Sums by a word for each group.</summary>
internal sealed class Sums<TKey>
    where TKey : notnull
{
    private readonly SortedDictionary<TKey, SortedDictionary<string, decimal>> _groups = [];

    public IEnumerable<TKey> Groups => _groups.Keys;

    public void Add(TKey group, string what, decimal much = 1)
    {
        if (!_groups.TryGetValue(group, out var sums))
            _groups[group] = sums = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        sums[what] = sums.GetValueOrDefault(what) + much;
    }

    public decimal Of(TKey group, string what) => _groups.TryGetValue(group, out var sums) && sums.TryGetValue(what, out var sum) ? sum : 0;
}
