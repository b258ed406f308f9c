using Metrics.Samples.Subscriptions.Ads;
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
