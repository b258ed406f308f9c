namespace Metrics.Refresh.Tests.Drafting;

/// <summary>Amounts of two currencies are no sum: neither on the first day, nor when the second one comes later.</summary>
public sealed class DraftedCurrencyTests : IDisposable
{
    private readonly DraftBed _bed = new();

    [Fact]
    public async Task Amounts_of_several_currencies_are_asked_by_currency_and_refused_without()
    {
        _bed.Write("data/invoices.csv", "id,amount,currency,plan,qty\n1,10,EUR,a,2\n2,20,USD,b,3\n3,30,EUR,a,4\n");
        var said = await _bed.MakeAsync();
        Assert.Contains(
            "invoices.csv, 'amount': amounts of several currencies: what is not grouped by 'currency', or filtered on one of them, is "
            + "refused (Q230)", said, StringComparison.Ordinal);
        Assert.DoesNotContain("'qty': amounts of several", said, StringComparison.Ordinal);
        var answers = await _bed.AskReadmeAsync();
        Assert.All(
            answers.Where(a => a.Key.Contains("/saved-queries/", StringComparison.Ordinal)),
            a => Assert.Contains("currency", a.Value, StringComparison.Ordinal));
        Assert.Contains("Q230", await AskAsync("amount"), StringComparison.Ordinal);
        Assert.Contains("40", await AskAsync("amount&group_by=invoice__currency"), StringComparison.Ordinal);
        Assert.Contains("9", await AskAsync("qty"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_of_currencies_is_known_by_its_values_and_averages_of_prices_are_told_apart_too()
    {
        _bed.Write("data/offers.csv", "id;preis;netto;gewicht;geld\n1;1,50;2,50;3,50;EUR\n2;4,50;5,50;6,50;GBP\n3;4,50;5,50;6,50;GBP\n")
            .Write("data/codes.csv", "nr,amount,kind\n1,5,TOP\n2,6,ALL\n3,7,TOP\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("'preis': averaged with equal weight for each row, and not summed; amounts of several", said,
            StringComparison.Ordinal);
        Assert.Contains("'netto': amounts of several currencies", said, StringComparison.Ordinal);
        Assert.DoesNotContain("'gewicht': amounts", said, StringComparison.Ordinal);
        Assert.DoesNotContain("codes.csv, 'amount': amounts", said, StringComparison.Ordinal);
        Assert.Contains("Q230", await AskAsync("preis"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_currency_that_is_another_tables_key_tells_amounts_apart_as_well()
    {
        _bed.Write("data/currencies.csv", "currency,name\nEUR,Euro\nUSD,Dollar\nCHF,Franken\n")
            .Write("data/payments.csv", "id,amount,currency\n1,10,EUR\n2,20,USD\n3,30,EUR\n");
        Assert.Contains("payments.csv, 'amount': amounts of several currencies", await _bed.MakeAsync(), StringComparison.Ordinal);
        await _bed.AskReadmeAsync();
        Assert.Contains("Q230", await AskAsync("amount"), StringComparison.Ordinal);
        Assert.Contains("40", await AskAsync("amount&group_by=currency"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "id,amount,currency\n1,10,EUR\n2,20,EUR\n3,30,\n", "4,40,USD\n")]
    [InlineData("csv", "id,amount,geld\n1,10,€\n2,20,€\n", "3,40,$\n")]
    [InlineData("csv", "id;betrag;waehrung\n1;10,5;Taler\n2;20,5;Taler\n", "3;40,5;Gulden\n")]
    [InlineData("ndjson", "{\"id\": 1, \"amount\": 5, \"currency\": \"EUR\"}\n{\"id\": 2, \"amount\": 6, \"currency\": \"EUR\"}\n",
        "{\"id\": 3, \"amount\": 7, \"currency\": \"USD\"}\n")]
    public async Task A_second_currency_on_a_later_day_is_warned_of(string format, string first, string more)
    {
        _bed.Write($"data/sales.{format}", first);
        await _bed.MakeAsync();
        Assert.DoesNotContain("warning", (await _bed.RunAsync("run", "--full-refresh")).Said, StringComparison.Ordinal);
        _bed.Write($"data/sales.{format}", first + more);
        var (code, said) = await _bed.RunAsync("run");
        Assert.Equal(0, code);
        Assert.Contains("amounts in another currency are added up with those in ", said, StringComparison.Ordinal);
        Assert.Contains("1 bad row: ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_is_not_accepted_is_named()
    {
        _bed.Write("data/sales.csv", "id,amount,currency\n1,10,EUR\n2,20,EUR\n");
        await _bed.MakeAsync();
        _bed.Write("data/sales.csv", "id,amount,currency\n1,10,EUR\n2,20,USD\n3,5,USD\n4,6,GBP\n");
        Assert.Contains("3 bad rows: currency = \"USD\", \"GBP\"", (await _bed.RunAsync("run")).Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12 €", "13 $", "€")]
    [InlineData("$5.00", "CA$6.00", "$")]
    [InlineData("5 EUR", "6 USD", "EUR")]
    [InlineData("(3,50 €)", "3,50 £", "€")]
    public async Task Amounts_with_another_currency_behind_them_on_a_later_day_are_warned_of(string amount, string other, string currency)
    {
        _bed.Write("data/sales.csv", $"id;amount\n1;{amount}\n2;{amount}\n3;{amount}\n");
        await _bed.MakeAsync();
        Assert.DoesNotContain("another currency", (await _bed.RunAsync("run", "--full-refresh")).Said, StringComparison.Ordinal);
        _bed.Write("data/sales.csv", $"id;amount\n1;{amount}\n2;{amount}\n3;{other}\n");
        var (code, said) = await _bed.RunAsync("run");
        Assert.Equal(0, code);
        Assert.Contains($"'amount' has amounts in another currency than {currency}: 1 bad row", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Amounts_that_have_several_currencies_behind_them_are_said()
    {
        _bed.Write("data/sales.csv", "id;amount\n1;12 €\n2;13 $\n3;14 €\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("They are in several currencies ($, €), of which the SQL makes one", said, StringComparison.Ordinal);
        Assert.DoesNotContain("tests:", sources, StringComparison.Ordinal);
    }

    private async Task<string> AskAsync(string query)
    {
        using var api = await Races.ApiProcess.StartAsync(_bed.ConnectionString);
        using var response = await api.Client.GetAsync($"/api/v1/query?format=csv&metrics={query}");
        return await response.Content.ReadAsStringAsync();
    }

    public void Dispose() => _bed.Dispose();
}
