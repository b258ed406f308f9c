namespace Metrics.Refresh.Tests.Drafting;

/// <summary>Choices that files leave open are said: orders of days and months, short years, keys, and what metric_time means.</summary>
public sealed class DraftedChoicesTests : IDisposable
{
    private readonly DraftBed _bed = new();

    [Fact]
    public async Task Dates_of_birth_with_short_years_that_are_in_the_future_are_said_with_SQL()
    {
        _bed.Write("data/people.csv", "id,geboren\n1,15/03/61\n2,28/12/48\n3,01/02/99\n")
            .Write("data/orders.csv", "id,placed\n1,15/03/20\n2,28/12/21\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("people.csv: 'geboren' (DD/MM/YY) has dates after this year", said, StringComparison.Ordinal);
        Assert.Contains("when geboren > current_date then geboren - interval '100 years' else geboren end", said, StringComparison.Ordinal);
        Assert.DoesNotContain("'placed' (", said, StringComparison.Ordinal);
        Assert.Contains("people.csv: metric_time is 'geboren', since there is no other time", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_of_day_and_month_that_only_some_files_decide_is_said()
    {
        _bed.Write("data/sales_2025-01.csv", "sold_on,units\n01/02/2025,1\n01/03/2025,2\n01/04/2025,3\n")
            .Write("data/sales_2025-02.csv", "sold_on,units\n02/13/2025,4\n02/14/2025,5\n02/15/2025,6\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("format: \"MM/DD/YYYY\"", sources, StringComparison.Ordinal);
        Assert.Contains("# unsure: 'sold_on' is read as MM/DD/YYYY, which some of its files decide; in 1 of them", sources,
            StringComparison.Ordinal);
        Assert.Contains("which some of its files decide", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_amount_that_no_other_file_has_does_not_tell_which_file_a_row_is_from()
    {
        _bed.Write("data/sales_1.csv", "shop,amount\nA,1.51\nB,2.52\nA,3.53\n")
            .Write("data/sales_2.csv", "shop,amount\nA,4.54\nB,5.55\nB,7.11\n");
        Assert.Contains("nothing in its rows tells which file they are from", (await _bed.DraftAsync()).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Amounts_and_descriptions_are_no_keys()
    {
        _bed.Write("data/firms.csv", "net_income,firm\n\"$12,345\",A\n\"$9,345\",B\n\"$8,100\",A\n")
            .Write("data/booked.csv", "Verwendungszweck,betrag\nMiete Januar,5\nMiete Februar,6\nStrom,7\n")
            .Write("data/talks.csv", "said,minutes\nwe met in the morning,5\nthey left at night again,6\nand so on and on,7\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.DoesNotContain("        key:", sources, StringComparison.Ordinal);
        Assert.Contains("firms.csv: it has no key: 'net_income' is distinct in every row, and is an amount", said,
            StringComparison.Ordinal);
        Assert.Contains("booked.csv: it has no key: 'verwendungszweck'", said, StringComparison.Ordinal);
        Assert.Contains("talks.csv: it has no key: 'said'", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_start_of_a_shift_is_its_time_and_not_its_end()
    {
        _bed.Write("data/shifts.csv", "id,start,end\n1,2026-01-01 08:00,2026-01-01 16:00\n2,2026-01-02 08:00,2026-01-02 16:00\n");
        Assert.Contains("metric_time is start\n", (await _bed.DraftAsync()).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_are_copies_or_have_their_columns_in_another_order_are_said()
    {
        _bed.Write("data/sales_jan.csv", "day,units\n2026-01-01,1\n2026-01-02,2\n")
            .Write("data/sales_feb.csv", "day,units\n2026-02-01,1\n2026-02-02,2\n")
            .Write("data/sales_feb (1).csv", "day,units\n2026-02-01,1\n2026-02-02,2\n")
            .Write("data/q1.csv", "date,units,price\n2026-02-01,1,2.50\n2026-02-02,2,3.50\n")
            .Write("data/q2.csv", "Date,price,units\n2026-05-01,2.50,1\n2026-05-02,3.50,4\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("has the same bytes as 'sales_feb", said, StringComparison.Ordinal);
        Assert.Contains("sales_jan.csv: 'sales_*.csv' would read other files too", said, StringComparison.Ordinal);
        Assert.Contains("q1.csv: files of this name have the same columns in another order", said, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();
}
