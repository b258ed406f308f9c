namespace Metrics.Samples.Subscriptions.Money;

/// <summary>A currency as Stripe sends it: how many decimals its whole numbers carry, and what they must be divisible by.</summary>
/// <param name="Code">Three small letters.</param>
/// <param name="Decimals">None for the yen, three for the Kuwaiti dinar; two for the króna, which has none of its own.</param>
/// <param name="Step">What an amount is a multiple of.</param>
/// <param name="Usd">About what a unit is worth.</param>
internal sealed record Currency(string Code, int Decimals, int Step, decimal Usd)
{
    public static readonly Currency Dollar = new("usd", 2, 1, 1m);

    public static readonly Currency[] Others =
    [
        new("eur", 2, 1, 1.0842m), new("gbp", 2, 1, 1.2718m), new("jpy", 0, 1, 0.0066m), new("krw", 0, 1, 0.000724m),
        new("clp", 0, 1, 0.00106m),
        new("brl", 2, 1, 0.1764m), new("inr", 2, 1, 0.0117m), new("kwd", 3, 10, 3.2513m), new("bhd", 3, 10, 2.6525m),
        new("isk", 2, 100, 0.0073m),
    ];

    public static Currency Of(string code) => code == Dollar.Code ? Dollar : Others.Single(c => c.Code == code);

    /// <summary>Whole units and their parts from what Stripe sends.</summary>
    public decimal Units(long minor) => minor / Power;

    /// <summary>What is asked for instead of so many cents, in what Stripe sends.</summary>
    public long Price(int cents) => (long)Math.Round(cents / 100m / Usd * Power / Step, MidpointRounding.AwayFromZero) * Step;

    private decimal Power => Decimals switch { 0 => 1m, 2 => 100m, _ => 1000m };
}
