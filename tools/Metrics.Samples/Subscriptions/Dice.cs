using Metrics.Samples.Making;

namespace Metrics.Samples.Subscriptions;

/// <summary>What the sample asks of chance beyond whole numbers.</summary>
internal static class Dice
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static T Any<T>(this SplitMix64 random, T[] choices) => choices[random.Below(choices.Length)];

    /// <summary>True so many times in a thousand.</summary>
    public static bool Chance(this SplitMix64 random, int ofThousand) => random.Below(1000) < ofThousand;

    /// <summary>An id that no other thing has: 24 letters and digits behind a word.</summary>
    public static string Id(this SplitMix64 random, string prefix) =>
        string.Create(prefix.Length + 24, (prefix, random), static (text, from) =>
        {
            from.prefix.CopyTo(text);
            foreach (ref var letter in text[from.prefix.Length..])
                letter = Letters[from.random.Below(Letters.Length)];
        });
}
