namespace Metrics.Refresh.Tests.Drafting;

/// <summary>Numbers that nothing adds up, known by their names; and a word where a name says nothing.</summary>
public sealed class DraftedLabelsTests : IDisposable
{
    private readonly DraftBed _bed = new();

    [Theory]
    [InlineData("FY", "2025", "2026")]
    [InlineData("hour", "8", "9")]
    [InlineData("weekday", "1", "2")]
    [InlineData("KW", "14", "15")]
    [InlineData("floor", "3", "4")]
    [InlineData("room", "101", "202")]
    [InlineData("priority", "1", "3")]
    [InlineData("Etage", "1", "2")]
    [InlineData("Hausnummer", "12", "14")]
    [InlineData("parent", "17", "18")]
    [InlineData("assigned_to", "17", "18")]
    [InlineData("customer", "17", "18")]
    [InlineData("Kunde", "17", "18")]
    [InlineData("Filiale", "17", "18")]
    [InlineData("kundennr", "17", "18")]
    public async Task A_number_that_is_a_label_is_a_dimension(string name, string one, string two)
    {
        var model = await ModelAsync(name, one, two);
        Assert.Contains("type: categorical", model, StringComparison.Ordinal);
        Assert.Single(Measures(model));
    }

    [Theory]
    [InlineData("Alter", "31", "45")]
    [InlineData("cpc", "0.31", "1.45")]
    [InlineData("ctr", "3.1", "4.5")]
    [InlineData("NPS", "31", "45")]
    [InlineData("probability", "20", "40")]
    [InlineData("completion_pct", "20", "40")]
    [InlineData("utilization", "20", "40")]
    [InlineData("cpu", "20", "40")]
    [InlineData("fx", "1.08", "1.11")]
    [InlineData("Kurs", "1.08", "1.11")]
    [InlineData("voltage", "231", "229")]
    [InlineData("pH", "7.1", "6.9")]
    [InlineData("Temperatur", "17.5", "18.5")]
    [InlineData("Drehzahl", "1700", "1800")]
    [InlineData("latency_ms", "17", "18")]
    [InlineData("lead_time", "17", "18")]
    [InlineData("days_since_login", "17", "18")]
    [InlineData("Stundensatz", "17", "18")]
    [InlineData("max_load", "17", "18")]
    [InlineData("min_load", "17", "18")]
    [InlineData("cost_per_click", "1.7", "1.8")]
    [InlineData("MwSt", "7", "19")]
    public async Task A_rate_is_averaged(string name, string one, string two) =>
        Assert.Contains("agg: average", await ModelAsync(name, one, two), StringComparison.Ordinal);

    [Theory]
    [InlineData("meter_reading")]
    [InlineData("odometer")]
    [InlineData("Z\u00e4hlerstand")]
    [InlineData("reserved")]
    [InlineData("total_users")]
    [InlineData("population")]
    [InlineData("Mitarbeiter")]
    [InlineData("employees")]
    public async Task What_something_stands_at_adds_up_over_everything_but_time(string name) =>
        Assert.Contains("non_additive_dimension", await ModelAsync(name, "17", "18"), StringComparison.Ordinal);

    [Theory]
    [InlineData("room_revenue", "17", "18")]
    [InlineData("customers", "17", "18")]
    [InlineData("completion_bonus", "17", "18")]
    [InlineData("total_sales", "17", "18")]
    [InlineData("duration_min", "17", "18")]
    [InlineData("cpu_hours", "17", "18")]
    [InlineData("employees_hired", "17", "18")]
    public async Task An_amount_with_such_a_word_is_added_up(string name, string one, string two)
    {
        var model = await ModelAsync(name, one, two);
        Assert.Contains($"agg: sum, expr: {name}}}", model, StringComparison.Ordinal);
        Assert.DoesNotContain("unsure", model, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("floor", "12.50", "13.25")]
    [InlineData("mobile", "0.25", "1.75")]
    [InlineData("store", "12.50", "13.25")]
    public async Task Fractions_are_labels_of_nothing(string name, string one, string two) =>
        Assert.Contains($"agg: sum, expr: {name}", await ModelAsync(name, one, two), StringComparison.Ordinal);

    [Fact]
    public async Task Whole_numbers_that_a_program_wrote_as_fractions_are_labels() =>
        Assert.Contains("{name: floor, type: categorical", await ModelAsync("floor", "3.0", "4.0"), StringComparison.Ordinal);

    [Fact]
    public async Task Numbers_that_no_name_explains_are_added_up_with_one_note_for_a_table()
    {
        _bed.Write("data/a.csv", "day,shop,foo,units,bar,vat\n2026-01-01,A,1,2,3,1.55\n2026-01-01,B,4,5,6,2.55\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("a.csv: added up: 'foo', 'bar'; where adding makes no sense, change 'agg'", said, StringComparison.Ordinal);
        Assert.Contains("a.csv, 'vat': summed, but may be a share or a rate", said, StringComparison.Ordinal);
        Assert.Contains("# unsure: added up: 'foo', 'bar'", _bed.Read("my_shop/semantic/a.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_named_like_the_key_of_a_table_that_it_does_not_hold_is_not_added_up()
    {
        _bed.Write("data/kunden.csv", "kunde_id,name\nK1,Ann\nK2,Bob\n")
            .Write("data/belege.csv", "beleg,kunde_id,ziel,betrag\n1,17,3,5\n2,18,3,6\n3,17,3,7\n")
            .Write("data/ziele.csv", "ziel,ort\n100,Bern\n200,Rom\n300,Oslo\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("'ziel' is not joined to 'ziele.ziel'", said, StringComparison.Ordinal);
        Assert.Contains("{name: ziel, type: categorical", _bed.Read("my_shop/semantic/belege.yml"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("month")]
    [InlineData("Periode")]
    [InlineData("mois")]
    [InlineData("mese")]
    [InlineData("periodo")]
    public async Task Months_that_are_numbers_are_no_sums_and_their_dates_are_said(string name)
    {
        _bed.Write("data/a.csv", $"shop,{name},units\nA,202601,3\nB,202602,4\nA,202602,4\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("in the gold model to_date(column::text, 'YYYYMM') makes the first day of each", said, StringComparison.Ordinal);
        Assert.Equal(2, Measures(_bed.Read("my_shop/semantic/a.yml")).Count());
    }

    [Fact]
    public async Task Durations_of_two_parts_are_said_to_be_hours_or_minutes()
    {
        _bed.Write("data/a.csv", "track,took\nA,45:30\nB,50:10\n");
        Assert.Contains(
            "if 45:30 are hours and minutes; if they are minutes and seconds, ('00:' || column)::interval", (await _bed.DraftAsync()).Said,
            StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();

    private static IEnumerable<string> Measures(string model) =>
        model.Split('\n').Where(l => l.Contains("agg: ", StringComparison.Ordinal));

    private async Task<string> ModelAsync(string name, string one, string two)
    {
        var rows = string.Concat(Enumerable.Range(1, 6).Select(i => $"2026-01-0{i},A,{(i % 2 == 0 ? one : two)}\n2026-01-0{i},B,{one}\n"));
        _bed.Write("data/a.csv", $"day,place,{name}\n{rows}");
        await _bed.DraftAsync();
        return _bed.Read("my_shop/semantic/a.yml");
    }
}
