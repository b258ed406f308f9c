using Metrics.Domain;

namespace Metrics.Refresh.DataTests;

/// <summary>
/// No row has the sums of all others, as one that adds them up has, whatever it is called; or, with <paramref name="In"/>, no value of that
/// column has in each group the sums of the other rows of the group: <c>Both sexes</c> beside <c>Female</c> and <c>Male</c>.
/// </summary>
/// <param name="Of">The columns that are added up, of numbers.</param>
/// <param name="In">The column of which a value may stand for all others; null to compare single rows with all others.</param>
/// <param name="By">The columns that define a group; none for all rows.</param>
internal sealed record NoSumsTest(EquatableList<string> Of, string? In, EquatableList<string> By) : DataTest
{
    // Where totals of several levels are mixed (countries, continents, the world), all rows together are a multiple of the largest.
    private const int MostLevels = 4;

    // Small and round numbers are sums by chance: together those that agree must have as many digits as make that unlikely.
    private const int FewestDigits = 4;
    private const int MostTold = 3;
    private const int MostRounded = 10;

    public override string Signature => $"no_sums({In})";

    public override EquatableList<string> Columns => In is null ? [.. Of, .. By] : [.. Of, In, .. By];

    private static IEnumerable<int> Levels => Enumerable.Range(2, MostLevels - 1);

    public override string BadRows(TestTarget target) => In is null ? OfRows(Filtered(target.Table)) : OfValues(Filtered(target.Table), In);

    public override string Counted(long badRows) =>
        $"{badRows} {(badRows == 1 ? "row has" : "rows have")} the sums of "
        + (In is null ? "all others" : "the rows of all other values, or an even part of them, as totals of several levels have")
        + $": if {(badRows == 1 ? "it is a total" : "they are totals")}, "
        + (In is null ? $"leave {(badRows == 1 ? "it" : "them")} out with a 'where'" : "keep the rows of one level with a 'where'");

    public override string? Found(EquatableList<string> samples)
    {
        var values = In is null ? [] : samples.Select(s => SampledRow.ValueOf(s, In)).OfType<string>().Distinct()
            .Select(v => v.Length == 0 ? "empty" : v).ToList();
        return values.Count == 0 ? null
            : $"rows whose {In} is {string.Join(", ", values.Take(MostTold))}{(values.Count > MostTold ? ", …" : "")}";
    }

    private string OfRows(string table)
    {
        string Number(int at) => $"t.{Quoted(Of[at])}::numeric";
        var counted = Each(i => $"case when {Counts(2, i, Number(i))} then {Number(i)} end");
        return $"""
            select t.* from {table} as t, (select {Each(i => Sums(i, ""))} from {table} as a) as s
            where {Agrees(2, Number)} and {Digits($"array[{counted}]")} >= {FewestDigits}
            """;
    }

    // A group of two rows shows nothing: one may be the copy of the other. The same number in many groups says it once.
    private string OfValues(string table, string column)
    {
        static string Number(int at) => $"s.c_{at}";
        var groups = By.Count == 0 ? "" : $"partition by {string.Join(", ", By.Select(Quoted))}";
        var levels = Levels.Select(l =>
        {
            var counted = string.Join(
                " || ", Of.Select((_, i) => $"array_agg(distinct {Number(i)}) filter (where {Counts(l, i, Number(i))})"));
            return $"(bool_and(s.rows_here < 3 or not {Differs(l, Number)} or {Agrees(l, Number)}) "
                + $"and {Digits(counted)} >= {FewestDigits})";
        });
        return $"""
            with r as (
              select {Quoted(column)} as value_here, count(*) over w as rows_here,
                {Each(i => $"{Quoted(Of[i])}::numeric as c_{i}, {Sums(i, " over w")}")}
              from {table} as a window w as ({groups})
            ), f as (select s.value_here from r as s group by s.value_here having {string.Join(" or ", levels)})
            select t.* from {table} as t where {Quoted(column)} in (select value_here from f)
              or ({Quoted(column)} is null and exists (select from f where value_here is null))
            """;
    }

    // Of a column: its sum, its numbers, those of them that are not zero, and their places.
    private string Sums(int at, string over)
    {
        var number = $"{Quoted(Of[at])}::numeric";
        return $"sum({number}){over} as all_{at}, count({number}){over} as m_{at}, count(nullif({number}, 0)){over} as n_{at}, "
            + $"max(scale({number})){over} as p_{at}";
    }

    // More of the row's numbers agree than not. What is empty, zero, or the sum of one row says nothing.
    private string Agrees(int level, Func<int, string> number) =>
        $"({Sum(i => $"case when {Counts(level, i, number(i))} then 1 when {Fails(level, i, number(i))} then -1 else 0 end")} > 0)";

    private string Differs(int level, Func<int, string> number) =>
        $"({string.Join(" or ", Of.Select((_, i) => Fails(level, i, number(i))))})";

    // At least two others for each level.
    private static string Counts(int level, int at, string number) =>
        $"({number} <> 0 and s.n_{at} >= {(2 * level) - 1} and {IsNear(level, at, number)})";

    private static string Fails(int level, int at, string number) =>
        $"({number} is not null and {IsFinite(at)} and not {IsNear(level, at, number)})";

    // Whole numbers and cents add up exactly; other fractions may have been rounded one by one. In many rows the roundings balance.
    private static string IsNear(int level, int at, string number) =>
        $"coalesce({IsFinite(at)} and abs({level} * {number} - s.all_{at}) <= case when s.p_{at} in (0, 2) then 0 else "
        + $"greatest(0.000000001 * abs(s.all_{at}), least(0.5 * least(s.m_{at} - 1, {MostRounded}) * power(10::numeric, -s.p_{at}), "
        + $"0.001 * abs(s.all_{at} - {number}))) end, false)";

    // PostgreSQL takes NaN for equal to itself.
    private static string IsFinite(int at) => $"(s.all_{at} <> 'NaN' and abs(s.all_{at}) <> 'Infinity')";

    // The digits of each between its first and its last that is not zero: 80,000 says no more than 8.
    private static string Digits(string numbers) =>
        "(select coalesce(sum(length(trim(both '0' from replace(abs(x)::text, '.', '')))), 0) "
        + $"from (select distinct x from unnest({numbers}) as x) as u)";

    private string Each(Func<int, string> text) => string.Join(", ", Of.Select((_, i) => text(i)));

    private string Sum(Func<int, string> text) => string.Join(" + ", Of.Select((_, i) => text(i)));
}
