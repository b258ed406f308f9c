using System.Globalization;

namespace Metrics.Testing;

/// <summary>
/// How much a test with random data draws, and from which seed. <c>./test.sh</c> draws a share from fixed seeds, so that a red run is
/// somebody's change; <c>./test.sh wild</c> (<c>METRICS_WILD=1</c>) draws all of it from fresh ones. <c>METRICS_SEED</c> repeats a run;
/// tests print their seed.
/// </summary>
public static class Draws
{
    /// <summary>True when all is drawn.</summary>
    public static bool AreWild { get; } = Environment.GetEnvironmentVariable("METRICS_WILD") == "1";

    /// <summary>The share, or all.</summary>
    public static int Count(int share, int all) => AreWild ? all : share;

    /// <summary>The seed that was asked for, else a fresh one when all is drawn, else the test's own.</summary>
    public static int Seed(int usual) =>
        Environment.GetEnvironmentVariable("METRICS_SEED") is { Length: > 0 } asked
            ? int.Parse(asked.Split(',')[0], CultureInfo.InvariantCulture)
            : AreWild ? Random.Shared.Next(1_000_000)
            : usual;

    /// <summary>So many seeds, one after the other from <see cref="Seed"/>; those that were asked for, when several were.</summary>
    public static IEnumerable<int> Seeds(int usual, int count) =>
        Environment.GetEnvironmentVariable("METRICS_SEED") is { Length: > 0 } asked
            ? asked.Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture))
            : Enumerable.Range(Seed(usual), count);
}
