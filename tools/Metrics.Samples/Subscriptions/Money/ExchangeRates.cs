using System.Globalization;
using Metrics.Samples.Making;

namespace Metrics.Samples.Subscriptions.Money;

/// <summary>What currencies were worth at the end of each business day; at weekends Friday's word stands.</summary>
internal sealed class ExchangeRates
{
    private static readonly DateOnly First = new(2024, 12, 27);
    private const int Days = 460;

    private readonly Dictionary<string, decimal[]> _usd = [];

    public ExchangeRates(SplitMix64 random)
    {
        foreach (var currency in Currency.Others)
        {
            var (rates, rate) = (new decimal[Days], currency.Usd);
            for (var day = 0; day < Days; day++)
            {
                if (IsBusinessDay(First.AddDays(day)))
                    rate = Math.Round(rate * (1m + (random.Between(-40, 40) / 10_000m)), 10, MidpointRounding.AwayFromZero);
                rates[day] = rate;
            }

            _usd[currency.Code] = rates;
        }
    }

    /// <summary>US dollars of a day for an amount, to four digits.</summary>
    public decimal ToUsd(Currency currency, decimal units, DateOnly day) =>
        Math.Round(
            units * (currency == Currency.Dollar ? 1m : _usd[currency.Code][day.DayNumber - First.DayNumber]), 4,
            MidpointRounding.AwayFromZero);

    public async Task WriteAsync(CsvLines lines, CancellationToken ct)
    {
        await lines.Text("rate_date").Text("currency").Text("usd").EndAsync(ct);
        for (var day = 0; day < Days; day++)
        {
            var date = First.AddDays(day);
            if (!IsBusinessDay(date))
                continue;
            foreach (var currency in Currency.Others)
            {
                lines.Text(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Text(currency.Code.ToUpperInvariant())
                    .Text(_usd[currency.Code][day].ToString(CultureInfo.InvariantCulture));
                await lines.EndAsync(ct);
            }
        }
    }

    private static bool IsBusinessDay(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
}
