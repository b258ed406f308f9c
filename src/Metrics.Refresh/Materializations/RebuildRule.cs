using System.Globalization;

namespace Metrics.Refresh.Materializations;

/// <summary>
/// When a change is so large relative to its table that building a new relation is cheaper than writing rows into the existing one and,
/// one by one, into each of its indexes. This affects the time of a build only: the rows are the same either way.
/// </summary>
/// <param name="Share">The share of the rows, from 0 to 1, that must change.</param>
/// <param name="FromRows">Tables with fewer rows both before and after the change are never built anew for this reason.</param>
internal sealed record RebuildRule(double Share, long FromRows)
{
    public static RebuildRule Default { get; } = new(0.5, 10_000);

    /// <summary>The change of a table of which only row counts are known: at least their difference is new, or gone.</summary>
    public LargeChange? OfGrowth(long before, long after, string of) =>
        Of(
            new LargeChange(Portion(Math.Abs(after - before), Math.Max(before, after)), of) { How = "at least ", Gone = after < before },
            before, after);

    /// <summary>The change of a table by the numbers of rows that are written and ended.</summary>
    /// <param name="written">Rows that are new.</param>
    /// <param name="ended">Rows that are gone.</param>
    /// <param name="before">The number of rows before.</param>
    /// <param name="after">The number of rows after.</param>
    /// <param name="of">Whose rows they are, for messages.</param>
    /// <param name="estimated">True when the numbers are estimates.</param>
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
/// <param name="Of">Whose rows they are, in words.</param>
internal sealed record LargeChange(double Share, string Of)
{
    public const string ItsRows = "its rows";

    /// <summary>How exact the share is: <c>about</c>, <c>at least</c>, or nothing when it was counted.</summary>
    public string How { get; init; } = "";

    /// <summary>True when the rows are gone, false when they are new.</summary>
    public bool Gone { get; init; }

    /// <summary>The same change, named from the view of a table that reads these rows.</summary>
    public LargeChange OfInput(string name) => Of == ItsRows ? this with { Of = RowsOf(name) } : this;

    public static string RowsOf(string name) => $"the rows of '{name}'";

    // Rounded down, so that "100 %" means all of them.
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"built anew: {How}{Math.Floor(Share * 100):0} % of {Of} are {End}");

    private string End => Gone ? "gone" : "new";
}
