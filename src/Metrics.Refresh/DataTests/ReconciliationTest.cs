using Metrics.Domain;

namespace Metrics.Refresh.DataTests;

/// <summary>The sum of a column equals that of a column of another table, in total or for each value of the columns in
/// <paramref name="By"/>.</summary>
/// <param name="Sum">The column summed here.</param>
/// <param name="To">The other table.</param>
/// <param name="Field">The column summed there.</param>
/// <param name="By">Columns of both tables.</param>
/// <param name="Tolerance">By how much the sums may differ.</param>
/// <param name="ToWhere">The condition for rows of the other table to be summed; the author's SQL.</param>
internal sealed record ReconciliationTest(string Sum, string To, string Field, EquatableList<string> By, Share Tolerance, string? ToWhere)
    : DataTest
{
    public override string Signature => $"reconciliation({Sum} = {To}.{Field}{(By.Count == 0 ? "" : $" by {string.Join(", ", By)}")})";

    public override EquatableList<string> Columns => [Sum, .. By];

    public override EquatableList<string> OtherTables => [To];

    // Each table is summed separately and the sums are united: a join would drop or double the very rows that the test is to find.
    public override string BadRows(TestTarget target)
    {
        var keys = string.Concat(By.Select(c => $"{Quoted(c)}, "));
        var groups = By.Count == 0 ? "" : $" group by {string.Join(", ", By.Select(Quoted))}";
        var other = target.Reference(To);
        var there = ToWhere is null ? other : $"(select * from {other} as t where ({ToWhere}))";
        return $"""
            select {keys}coalesce(sum(here), 0) as sum_here, coalesce(sum(there), 0) as sum_there from (
              select {keys}sum({Quoted(Sum)})::numeric as here, null::numeric as there from {Filtered(target.Table)} as t{groups}
              union all
              select {keys}null, sum({Quoted(Field)})::numeric from {there} as o{groups}
            ) as u{groups}
            having abs(coalesce(sum(here), 0) - coalesce(sum(there), 0)) > {Tolerance.AllowedOf("coalesce(sum(there), 0)")}
            """;
    }
}
