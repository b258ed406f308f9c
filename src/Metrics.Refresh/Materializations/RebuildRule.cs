using System.Globalization;

namespace Metrics.Refresh.Materializations;

/// <summary>
/// When a change is so large against its table that a relation made anew is cheaper than rows written among those that are there, one by
/// one into every index. It decides about time only: the rows are the same either way.
/// </summary>
/// <param name="Share">The share of the rows, from 0 to 1, that must change.</param>
/// <param name="FromRows">Tables with fewer rows, before and after, are never built anew for it.</param>
internal sealed record RebuildRule(double Share, long FromRows)
{
    public static RebuildRule Default { get; } = new(0.5, 10_000);

    /// <summary>The change of a table whose number of rows is all that is known: at least that many are new, or gone.</summary>
    public LargeChange? OfGrowth(long before, long after, string of) =>
        Of(
            new LargeChange(Portion(Math.Abs(after - before), Math.Max(before, after)), of) { How = "at least ", Gone = after < before },
            before, after);

    /// <summary>The change of a table of which so many rows are written, and so many of those before ended.</summary>
    /// <param name="written">Rows that are new.</param>
    /// <param name="ended">Rows that are gone.</param>
    /// <param name="before">How many there were.</param>
    /// <param name="after">How many there are then.</param>
    /// <param name="of">Whose rows, for people.</param>
    /// <param name="estimated">True when the numbers are a guess.</param>
    public LargeChange? OfRows(long written, long ended, long before, long after, string of, bool estimated)
    {
        var (newer, older) = (Portion(written, after), Portion(ended, before));
        return Of(new LargeChange(Math.Max(newer, older), of) { How = estimated ? "about " : "", Gone = older > newer }, before, after);
    }

    private LargeChange? Of(LargeChange change, long before, long after) =>
        Math.Max(before, after) >= FromRows && change.Share >= Share ? change : null;

    private static double Portion(long part, long whole) => whole <= 0 ? 0 : Math.Min(1, part / (double)whole);
}

/// <summary>Why a table is built anew: <c>built anew: 98 % of its rows are new</c>.</summary>
/// <param name="Share">The share of the rows, from 0 to 1.</param>
/// <param name="Of">Whose rows they are.</param>
internal sealed record LargeChange(double Share, string Of)
{
    public const string ItsRows = "its rows";

    /// <summary>What the share is worth: <c>about</c>, <c>at least</c>, or nothing when it was counted.</summary>
    public string How { get; init; } = "";

    /// <summary>True when they are gone, and not new.</summary>
    public bool Gone { get; init; }

    /// <summary>The same, told of a table that reads them.</summary>
    public LargeChange OfInput(string name) => Of == ItsRows ? this with { Of = RowsOf(name) } : this;

    public static string RowsOf(string name) => $"the rows of '{name}'";

    // Rounded down, so that "100 %" is all of them.
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"built anew: {How}{Math.Floor(Share * 100):0} % of {Of} are {End}");

    private string End => Gone ? "gone" : "new";
}
