using System.Globalization;

namespace Metrics.Samples.Making;

/// <summary>
/// Steele, Lea and Flood's generator: the same numbers for a seed on every platform and release, which <see cref="Random"/> does not
/// promise.
/// </summary>
internal sealed class SplitMix64(ulong seed)
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private ulong _state = seed;

    public ulong Next()
    {
        var mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 up to, but not including, the limit.</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>A number from the first to the last, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    public bool OneIn(int count) => Below(count) == 0;

    /// <summary>True so many times in a thousand.</summary>
    public bool Chance(int ofThousand) => Below(1000) < ofThousand;

    public T Pick<T>(T[] choices) => choices[Below(choices.Length)];

    /// <summary>An id that no other thing has: 24 letters and digits behind a word.</summary>
    public string Id(string prefix) => string.Create(prefix.Length + 24, (prefix, random: this), static (text, from) =>
    {
        from.prefix.CopyTo(text);
        foreach (ref var letter in text[from.prefix.Length..])
            letter = Letters[from.random.Below(Letters.Length)];
    });

    /// <summary>An id of the form of a UUID.</summary>
    public string Uuid()
    {
        var (high, low) = (Next(), Next());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{high >> 32:x8}-{high >> 16 & 0xFFFF:x4}-4{high & 0xFFF:x3}-{0x8000 | (low >> 48 & 0x3FFF):x4}-{low & 0xFFFFFFFFFFFF:x12}");
    }
}
