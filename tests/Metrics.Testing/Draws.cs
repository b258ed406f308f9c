using System.Globalization;

namespace Metrics.Testing;

/// <summary>
/// How much random data a test draws, and from which seed. <c>./test.sh</c> draws a share from fixed seeds, so that a failure comes from a
/// change in the code; <c>./test.sh wild</c> (<c>METRICS_WILD=1</c>) draws all of it from fresh seeds. <c>METRICS_SEED</c> repeats a run;
/// tests print their seed.
/// </summary>
public static class Draws
{
    /// <summary>True when all is drawn.</summary>
    public static bool AreWild { get; } = Environment.GetEnvironmentVariable("METRICS_WILD") == "1";

    /// <summary>The share, or all.</summary>
    public static int Count(int share, int all) => AreWild ? all : share;

    /// <summary>The seed asked for, or else a fresh one when all is drawn, or else the test's fixed seed.</summary>
    public static int Seed(int usual) =>
        Environment.GetEnvironmentVariable("METRICS_SEED") is { Length: > 0 } asked
            ? int.Parse(asked.Split(',')[0], CultureInfo.InvariantCulture)
            : AreWild ? Random.Shared.Next(1_000_000)
            : usual;

    /// <summary>A number of consecutive seeds from <see cref="Seed"/>, or those asked for when there are several.</summary>
    public static IEnumerable<int> Seeds(int usual, int count) =>
        Environment.GetEnvironmentVariable("METRICS_SEED") is { Length: > 0 } asked
            ? asked.Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture))
            : Enumerable.Range(Seed(usual), count);
}
