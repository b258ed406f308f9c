using System.Text.RegularExpressions;

namespace Metrics.Refresh.Tests.Drafting;

/// <summary>A table's key is its own, and what holds keys of another table is joined.</summary>
public sealed class DraftedKeysTests : IDisposable
{
    private readonly DraftBed _bed = new();

    [Fact]
    public async Task The_first_column_of_codes_is_the_key_and_that_of_another_table_is_joined()
    {
        _bed.Write("data/bestellungen.csv", "Bestell-Nr;Betrag\n1;5,5\n2;6,5\n3;7,5\n4;9,5\n")
            .Write("data/zahlungen.csv", "Zahlung;Bestell-Nr;Betrag EUR\nZ00001;1;5,5\nZ00002;2;6,5\nZ00003;4;9,5\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("key: zahlung\n", sources, StringComparison.Ordinal);
        Assert.Contains("joins    bestell_nr -> bestellungen.bestell_nr", said, StringComparison.Ordinal);
        Assert.Contains(
            "zahlungen.csv: 'zahlung' and 'bestell_nr' are distinct in every row; 'zahlung' was chosen as its key", said,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_is_the_key_of_a_series_of_numbers_only_and_a_number_called_a_key_is_no_day()
    {
        _bed.Write("data/bank.csv", "Datum;Empfänger;Betrag\n01.02.2026;A;10,5\n02.02.2026;B;20,5\n03.02.2026;A;30,5\n")
            .Write("data/rates.csv", "day,rate\n2026-02-01,1.5\n2026-02-02,1.6\n2026-02-03,1.7\n")
            .Write("data/inv.csv", "invoice_no,amount\n20260101,5\n20260102,6\n20260103,7\n");
        var (_, sources) = await _bed.DraftAsync();
        Assert.DoesNotContain("key: datum", sources, StringComparison.Ordinal);
        Assert.Contains("key: rate_day", sources, StringComparison.Ordinal);
        Assert.Contains("key: invoice_no", sources, StringComparison.Ordinal);
        Assert.Contains("{name: invoice_no, type: bigint", sources, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_with_a_key_of_one_name_are_about_the_same_things_only_if_they_share_keys()
    {
        static string Orders(int from) => "order_id,day,amount\n"
            + string.Concat(Enumerable.Range(from, 20).Select(i => $"{i},2026-01-{1 + (i % 20):00},{i}\n"));
        _bed.Write("data/orders_2024.csv", Orders(100))
            .Write("data/orders_2025.csv", "order_id,amount,day,channel\n" + string.Concat(
                Enumerable.Range(200, 20).Select(i => $"{i},{i},2025-01-{1 + (i % 20):00},web\n")))
            .Write("data/orders_draft.csv", Orders(100).Replace("\n1", "\nD1", StringComparison.Ordinal));
        await _bed.MakeAsync();
        var names = Regex.Matches(
            string.Concat(Directory.GetFiles(Path.Combine(_bed.Project, "my_shop/semantic")).Select(File.ReadAllText)),
            "name: ([a-z0-9_]+), type: (primary|unique), expr: order_id").Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(3, names.Distinct().Count());
        // Every question and name of the README is answered: none is ambiguous.
        Assert.NotEmpty(await _bed.AskReadmeAsync());
    }

    [Fact]
    public async Task A_key_of_another_table_is_no_key_where_another_column_is_unique_too()
    {
        _bed.Write("data/orders.csv", "order_id,n\n1,5\n2,6\n3,7\n").Write("data/refunds.csv", "amount,order_id,ref\n5,1,77\n6,2,88\n");
        var (_, sources) = await _bed.DraftAsync();
        Assert.Contains("key: ref\n", sources, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_a_program_wrote_as_fractions_are_whole_numbers_and_joined()
    {
        _bed.Write("data/customers.csv", "id,name\n20,A\n21,B\n22,C\n")
            .Write("data/orders.csv", "order_id,customer_id,amount\n1,21.0,5\n2,,6\n3,22.0,7\n4,21.0,8\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("joins    customer_id -> customers.id", said, StringComparison.Ordinal);
        Assert.Contains(
            "  regexp_replace(customer_id::text, '[.]0+$', '')::bigint as customer_id", _bed.Read("my_shop/models/gold/orders.sql"),
            StringComparison.Ordinal);
        Assert.Contains("orders.csv, 'customer_id': whole numbers with '.0' behind them", said, StringComparison.Ordinal);
        var answer = await _bed.AskAsync("/api/v1/query?metrics=amount&group_by=customer__name&format=csv");
        Assert.Contains("B,13", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_long_name_among_short_ones_makes_no_prose_of_a_column()
    {
        var rows = string.Concat(Enumerable.Range(1, 12).Select(
            i => $"{(i == 5 ? "Society for the Promotion of Trade and Crafts of the Upper Valley" : $"Firm {i}")},{i % 4}\n"));
        var texts = string.Concat(Enumerable.Range(1, 12).Select(i => $"What was said of the case by caller {i} on the phone,{i % 4}\n"));
        _bed.Write("data/firms.csv", $"company,staff\n{rows}").Write("data/calls.csv", $"said,staff\n{texts}");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("key: company\n", sources, StringComparison.Ordinal);
        Assert.Contains("calls.csv: it has no key: 'said' is distinct in every row, and describes", said, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();
}
