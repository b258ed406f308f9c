using Metrics.Samples.Subscriptions.Money;
using Metrics.Samples.Subscriptions.People;

namespace Metrics.Samples.Subscriptions.Truths;

/// <summary>Which session each new subscription is put down to, and what that makes of funnels, countries, days and campaigns.</summary>
internal sealed class SessionTruth(ExchangeRates rates)
{
    public SortedDictionary<string, FunnelOutcome> Funnels { get; } = new(StringComparer.Ordinal);

    /// <summary>By the country's two letters; an empty text for those that nobody knows.</summary>
    public SortedDictionary<string, FunnelOutcome> Countries { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<DateOnly, FunnelOutcome> Days { get; } = [];

    public SortedDictionary<(DateOnly Day, string Funnel), FunnelOutcome> FunnelDays { get; } = [];

    /// <summary>New subscriptions and their revenue by the day of their charge.</summary>
    public Sums<DateOnly> NewByDay { get; } = new();

    /// <summary>The same by what they were paid in.</summary>
    public Sums<string> NewByCurrency { get; } = new();

    /// <summary>The same by campaign, for those that came through one.</summary>
    public Sums<string> NewByCampaign { get; } = new();

    /// <summary>The same by the day of the charge.</summary>
    public Sums<DateOnly> FromCampaignsByDay { get; } = new();

    /// <summary>New subscriptions and their revenue by funnel and country.</summary>
    public Sums<(string Funnel, string Country)> NewByFunnel { get; } = new();

    public void Add(Person person, Campaign? firstTouch)
    {
        var conversions = new List<(Session Session, Charge Charge, decimal Revenue)>();
        foreach (var purchase in person.Purchases)
        {
            if (purchase.First is not { } charge)
                continue;
            var session = SessionOf(person, purchase, charge);
            var units = purchase.Currency.Units(charge.Amount);
            var revenue = rates.ToUsd(purchase.Currency, units, charge.At.Day());
            Add(NewByDay, charge.At.Day(), revenue, units);
            Add(NewByCurrency, purchase.Currency.Code, revenue, units);
            Add(NewByFunnel, ((session?.Funnel ?? purchase.Funnel).Id, session is null ? "" : person.Market.Country), revenue, units);
            if (session is null)
                continue;
            conversions.Add((session, charge, revenue));
            if ((session.SaysNothing ? firstTouch : session.Campaign) is not { } campaign)
                continue;
            Add(NewByCampaign, campaign.Id, revenue, units);
            Add(FromCampaignsByDay, charge.At.Day(), revenue, units);
        }

        foreach (var session in person.Sessions)
            Add(session, person.Market, conversions.Where(c => c.Session == session).ToList());
    }

    private static Session? SessionOf(Person person, Purchase purchase, Charge charge) =>
        purchase.Stated ?? person.Sessions.Where(s => s.At <= charge.At).MaxBy(s => s.At) ?? person.Sessions.MinBy(s => s.At);

    private static void Add<TKey>(Sums<TKey> sums, TKey group, decimal revenue, decimal units)
        where TKey : notnull
    {
        sums.Add(group, "count");
        sums.Add(group, "revenue", revenue);
        sums.Add(group, "units", units);
    }

    private void Add(Session session, Market place, List<(Session Session, Charge Charge, decimal Revenue)> conversions)
    {
        var first = conversions.Select(c => c.Charge).MinBy(c => c.At);
        double? hours = first is null || first.At < session.At ? null : (first.At - session.At).TotalSeconds / 3600;
        var (day, funnel, revenue) = (session.At.Day(), session.Funnel.Id, conversions.Sum(c => c.Revenue));
        foreach (var outcome in new[] { Of(Funnels, funnel), Of(Countries, place.Country), Of(Days, day), Of(FunnelDays, (day, funnel)) })
            outcome.Add(first is not null, revenue, hours);
    }

    private static FunnelOutcome Of<TKey>(SortedDictionary<TKey, FunnelOutcome> outcomes, TKey key)
        where TKey : notnull
    {
        if (!outcomes.TryGetValue(key, out var outcome))
            outcomes[key] = outcome = new FunnelOutcome();
        return outcome;
    }
}

/// <summary>Sessions of a funnel, country or day, and what became of them.</summary>
internal sealed class FunnelOutcome
{
    public long Sessions { get; private set; }

    public long Converted { get; private set; }

    public decimal Revenue { get; private set; }

    public List<double> Hours { get; } = [];

    public double Rate => (double)Converted / Sessions;

    public double? Mean => Hours.Count == 0 ? null : Hours.Average();

    public double? Median
    {
        get
        {
            Hours.Sort();
            var middle = Hours.Count / 2;
            return Hours.Count == 0 ? null : Hours.Count % 2 == 1 ? Hours[middle] : (Hours[middle - 1] + Hours[middle]) / 2;
        }
    }

    public void Add(bool converted, decimal revenue, double? hours)
    {
        Sessions++;
        if (!converted)
            return;
        Converted++;
        Revenue += revenue;
        if (hours is { } known)
            Hours.Add(known);
    }
}
