using System.Text.RegularExpressions;

namespace Metrics.Refresh.Tests.Drafting;

/// <summary>Amounts of two currencies are no sum: neither on the first day, nor when the second one comes later.</summary>
public sealed partial class DraftedCurrencyTests : IDisposable
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
    [InlineData("csv", "id,amount,currency\n1,10,EUR\n2,20,EUR\n3,30,EUR\n", "4,40,USD\n")]
    [InlineData("csv", "id,amount,currency\n1,10,US Dollar\n2,20,US Dollar\n", "3,40,Euro\n")]
    [InlineData("csv", "id,amount,currency\n1,10,NULL\n2,20,NULL\n", "3,40,USD\n",
        "'currency' names currencies now, and amounts of all of them")]
    [InlineData("csv", "id,amount,geld\n1,10,€\n2,20,€\n", "3,40,$\n")]
    [InlineData("csv", "id,amount,currency\n1,10,\n2,20,\n", "3,40,USD\n", "'currency' names currencies now, and amounts of all of them")]
    [InlineData("csv", "id,amount,currency\n1,10,978\n2,20,978\n", "3,40,840\n")]
    [InlineData("csv", "Nr;Betrag;Währung\n1;1.234,50;EUR\n2;2.234,50;EUR\n", "3;1,50;USD\n")]
    [InlineData("csv", "id;betrag;waehrung\n1;10,5;Taler\n2;20,5;Taler\n", "3;40,5;Gulden\n")]
    [InlineData("ndjson", "{\"id\": 1, \"amount\": 5, \"currency\": \"EUR\"}\n{\"id\": 2, \"amount\": 6, \"currency\": \"EUR\"}\n",
        "{\"id\": 3, \"amount\": 7, \"currency\": \"USD\"}\n")]
    public async Task A_second_currency_on_a_later_day_is_warned_of(
        string format, string first, string more, string warning = "amounts in another currency are added up with those in ")
    {
        _bed.Write($"data/sales.{format}", first);
        await _bed.MakeAsync();
        Assert.DoesNotContain("warning", (await _bed.RunAsync("run", "--full-refresh")).Said, StringComparison.Ordinal);
        _bed.Write($"data/sales.{format}", first + more);
        var (code, said) = await _bed.RunAsync("run");
        Assert.Equal(0, code);
        Assert.Contains(warning, said, StringComparison.Ordinal);
        Assert.Contains("1 bad row", said, StringComparison.Ordinal);
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
    [InlineData("5 kr", "6 zł", "kr")]
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

    [Fact]
    public async Task Amounts_whose_currency_is_in_a_joined_table_are_asked_by_it_and_refused_without()
    {
        _bed.Write("data/customers.csv", "customer_id,name,currency\n1,Ann,EUR\n2,Bob,USD\n3,Cid,EUR\n")
            .Write("data/orders.csv", "id,customer_id,amount,visits\n11,1,10.50,4\n12,2,20.25,5\n13,3,5.00,6\n")
            .Write("data/lines.csv", "id,order_id,cost,qty\n1,11,1.50,1\n2,12,2.25,2\n3,13,5.00,3\n4,13,6.00,4\n");
        var said = await _bed.MakeAsync();
        Assert.Contains(
            "orders.csv, 'amount': amounts of several currencies, if they are in that of 'customer__currency': what is not grouped by it, "
            + "or filtered on one of them, is refused (Q230)", said, StringComparison.Ordinal);
        Assert.DoesNotContain("'qty'", said, StringComparison.Ordinal);
        await _bed.AskReadmeAsync();
        Assert.Contains("Q230", await AskAsync("amount"), StringComparison.Ordinal);
        Assert.Contains("Q230", await AskAsync("cost&group_by=line"), StringComparison.Ordinal);
        Assert.Equal("customer__currency,amount\nEUR,15.50\nUSD,20.25", Lines(await AskAsync("amount&group_by=customer__currency")));
        Assert.Equal("customer__currency,cost\nEUR,12.50\nUSD,2.25", Lines(await AskAsync("cost&group_by=customer__currency")));
        Assert.Equal("cost\n2.25", Lines(await AskAsync("cost&where=order_row__customer__currency%20%3D%20'USD'")));
        Assert.Equal("qty\n10", Lines(await AskAsync("qty")));
    }

    [Fact]
    public async Task A_second_currency_in_a_joined_table_is_warned_of()
    {
        _bed.Write("data/stores.csv", "store_id,city,currency\n1,Bern,CHF\n2,Genf,CHF\n")
            .Write("data/sales.csv", "id,store_id,amount\n1,1,10.50\n2,2,20.25\n3,1,5.00\n");
        Assert.DoesNotContain("currencies", await _bed.MakeAsync(), StringComparison.Ordinal);
        _bed.Write("data/stores.csv", "store_id,city,currency\n1,Bern,CHF\n2,Genf,CHF\n3,Lyon,EUR\n");
        Assert.Contains("1 bad row: currency = \"EUR\"", (await _bed.RunAsync("run")).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_currency_in_a_joined_table_leaves_open_what_need_not_be_an_amount()
    {
        _bed.Write("data/players.csv", "player_id,name,currency\n1,Ann,EUR\n2,Bob,USD\n3,Cid,EUR\n")
            .Write("data/plays.csv", "id,player_id,coins,sessions,revenue_usd\n1,1,10,1,1.5\n2,2,20,2,2.5\n3,3,5,3,3.5\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains(
            "plays.csv, 'coins': added up over all currencies, as what is no amount: if it is one, give it 'currency: {dimension: "
            + "player__currency}'", said, StringComparison.Ordinal);
        Assert.Equal("", Guards("plays"));
        Assert.DoesNotContain("'sessions'", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_currency_that_two_joined_tables_have_under_one_name_is_said()
    {
        const string Customers = "customer_id,currency\n1,EUR\n2,USD\n3,EUR\n";
        _bed.Write("data/customers.csv", Customers).Write("data/customer_notes.csv", Customers)
            .Write("data/orders.csv", "id,customer_id,amount\n1,1,10.50\n2,2,20.25\n3,3,5.00\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("'amount': added up over all currencies, since several tables have 'customer__currency'", said,
            StringComparison.Ordinal);
        Assert.Equal("", Guards("orders"));
    }

    [Fact]
    public async Task A_currency_that_is_the_key_tells_the_amounts_beside_it_apart()
    {
        _bed.Write("data/balances.csv", "currency,amount\nEUR,10.50\nUSD,20.50\nCHF,1.50\n");
        await _bed.MakeAsync();
        await _bed.AskReadmeAsync();
        Assert.Contains("Q230", await AskAsync("amount"), StringComparison.Ordinal);
        Assert.Equal("balance,amount\nCHF,1.50\nEUR,10.50\nUSD,20.50", Lines(await AskAsync("amount&group_by=balance")));
    }

    [Theory]
    [InlineData("amount,amount_currency,fee,fee_currency", "1,EUR,2,USD|3,USD,4,EUR", "amount by amount_currency, fee by fee_currency")]
    [InlineData("from_amount,from_currency,to_amount,to_currency", "1,EUR,2,USD|3,USD,4,EUR",
        "from_amount by from_currency, to_amount by to_currency")]
    [InlineData("amount,currency,fees,fee_currency", "1,EUR,2,USD|3,EUR,4,EUR", "fees by fee_currency")]
    [InlineData("ccy_a,net,ccy_b,gross", "EUR,1,USD,2|USD,3,CHF,4", "net by ccy_a, gross by ccy_b")]
    [InlineData("net,ccy_a,gross,ccy_b", "1,EUR,2,USD|3,USD,4,CHF", "net by ccy_a, gross by ccy_b")]
    [InlineData("amount,currency,amount,currency", "1,EUR,2,USD|3,USD,4,CHF", "amount by currency, amount_2 by currency_2")]
    [InlineData("net,ccy_a,gross,ccy_b,shop,bonus", "1,EUR,2,USD,A,3|3,USD,4,CHF,B,5", "net by ccy_a, gross by ccy_b, bonus by ccy_a")]
    [InlineData("bonus,shop,ccy_a,net,ccy_b,gross", "3,A,EUR,1,USD,2|5,B,USD,3,CHF,4", "bonus by ccy_a, net by ccy_a, gross by ccy_b")]
    [InlineData("weight_surcharge,unit_margin,weight_kg,units_sold,share_mobile,currency", "1.5,2.5,3.5,4,0.5,EUR|2.5,3.5,4.5,5,0.6,USD",
        "weight_surcharge by currency, unit_margin by currency")]
    [InlineData("Betrag,Währung,Gebühr,Gebührenwährung", "1,EUR,2,USD|3,USD,4,CHF", "betrag by wahrung, gebuhr by gebuhrenwahrung")]
    [InlineData("currency_name,currency,amount", "Euro,EUR,1|Dollar,USD,2", "amount by currency_name")]
    [InlineData("budget,spend,deal_size,payout,turnover,units,clicks,weight,total_qty,tax_rate,currency",
        "1,2,3,4,5,6,7,8.5,9,10,EUR|1,2,3,4,5,6,7,8.5,9,10,USD",
        "budget by currency, spend by currency, deal_size by currency, payout by currency, turnover by currency")]
    [InlineData("stock_worth,mean_size,sales_count,currency", "1.5000000000001,2.5000000000001,3,EUR|2.5,3.5,4,USD",
        "stock_worth by currency, mean_size by currency")]
    [InlineData("amount_eur,amount_usd,price_thb,currency,amount", "1,2,3,EUR,4|5,6,7,THB,8", "amount by currency")]
    [InlineData("amount,money", "1,euro|2,dollar|3,US Dollar", "amount by money")]
    [InlineData("amount,fee_currency,fee_currency_code", "1,978,EUR|2,840,USD|3,978,EUR", "amount by fee_currency")]
    public async Task Each_amount_is_told_apart_by_the_currency_that_is_its_own(string header, string rows, string guards)
    {
        var lines = rows.Split('|').Select((r, i) => $"{i + 1},{r}\n");
        _bed.Write("data/trades.csv", $"id,{header}\n{string.Concat(lines)}");
        await _bed.DraftAsync();
        Assert.Equal(guards, Guards("trades"));
        Assert.Equal(0, (await _bed.RunAsync("validate")).ExitCode);
    }

    [Fact]
    public async Task Nested_amounts_are_in_the_currency_beside_them()
    {
        _bed.Write("data/bills.ndjson", "{\"id\": 1, \"price\": {\"amount\": 5, \"currency\": \"EUR\"}, "
            + "\"tax\": {\"amount\": 1, \"currency\": \"USD\"}}\n"
            + "{\"id\": 2, \"price\": {\"amount\": 6, \"currency\": \"USD\"}, \"tax\": {\"amount\": 2, \"currency\": \"EUR\"}}\n");
        await _bed.DraftAsync();
        Assert.Equal("tax_amount by tax_currency, price_amount by price_currency", Guards("bills"));
    }

    [Fact]
    public async Task Where_two_columns_may_have_the_currency_it_is_said_which_one_is_taken()
    {
        _bed.Write("data/bills.csv", "id,billing_currency,local_currency,amount,volume\n1,EUR,USD,5,6\n2,USD,CHF,7,8\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Equal("amount by billing_currency", Guards("bills"));
        Assert.Contains(
            "'amount': amounts of several currencies: what is not grouped by 'billing_currency', or filtered on one of them, is refused "
            + "(Q230); its currency may be in 'local_currency' instead: then change it in the measure", said, StringComparison.Ordinal);
        Assert.Contains("'volume': added up over all currencies, as what is no amount", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_word_behind_a_quantity_may_make_an_amount_of_it_is_said()
    {
        _bed.Write("data/jobs.csv", "id,hours_billed,fx_gain,hours_worked,currency\n1,5,6.5,7,EUR\n2,7,8.5,9,USD\n3,8,9.5,1,EUR\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Equal("", Guards("jobs"));
        Assert.Contains("'hours_billed': added up over all currencies, as what is no amount", said, StringComparison.Ordinal);
        Assert.Contains("'fx_gain': added up over all currencies, as what is no amount", said, StringComparison.Ordinal);
        Assert.DoesNotContain("'hours_worked': added up over all currencies", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numeric_codes_of_currencies_are_not_added_up()
    {
        _bed.Write("data/sales.csv", "id,amount,currency\n1,10,978\n2,20,840\n3,30,978\n");
        await _bed.MakeAsync();
        Assert.Contains("Q230", await AskAsync("amount"), StringComparison.Ordinal);
        Assert.Equal("sale__currency,amount\n840,20\n978,40", Lines(await AskAsync("amount&group_by=sale__currency")));
        Assert.DoesNotContain("measure: currency", _bed.Read("my_shop/semantic/sales.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Amounts_of_rows_without_a_currency_are_not_added_to_those_of_the_only_one()
    {
        _bed.Write("data/sales.csv", "id,amount,currency\n1,10,EUR\n2,20,EUR\n3,30,\n");
        Assert.Contains(
            "'amount': amounts of one currency, and of rows that name none: what is not grouped by 'currency', or filtered on one of them, "
            + "is refused (Q230)", await _bed.MakeAsync(), StringComparison.Ordinal);
        Assert.Contains("Q230", await AskAsync("amount"), StringComparison.Ordinal);
        Assert.Equal("sale__currency,amount\nEUR,30\n,30", Lines(await AskAsync("amount&group_by=sale__currency")));
    }

    [Fact]
    public async Task One_currency_in_two_ways_is_said()
    {
        _bed.Write("data/sales.csv", "id,amount,currency\n1,10,EUR\n2,20,eur\n3,30,EUR\n")
            .Write("data/gifts.csv", "id,amount,geld\n1,10,€\n2,20,EUR\n3,30,USD\n")
            .Write("data/fines.csv", "id,amount,currency\n1,10,EUR\n2,20,USD\n3,30,EUR\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("sales.csv, 'currency': one currency is written in two ways in it ('EUR' and 'eur')", said,
            StringComparison.Ordinal);
        Assert.Contains("gifts.csv, 'geld': one currency is written in two ways in it ('EUR' and '€')", said, StringComparison.Ordinal);
        Assert.DoesNotContain("fines.csv, 'currency'", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.50 kr", "2.50 €", "kr, €")]
    [InlineData("5 zł", "6 Kč", "Kč, zł")]
    [InlineData("Fr. 5", "6 €", "Fr., €")]
    [InlineData("5 eur", "6 USD", "EUR, USD")]
    [InlineData("5 eur", "6 EUR", null)]
    [InlineData("5 kr", "6 kr", null)]
    public async Task Amounts_with_words_for_several_currencies_behind_them_are_said(string one, string other, string? currencies)
    {
        _bed.Write("data/sales.csv", $"id;amount\n1;{one}\n2;{other}\n3;{one}\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("'amount': numbers with a unit (", said, StringComparison.Ordinal);
        if (currencies is null)
            Assert.DoesNotContain("They are in several currencies", said, StringComparison.Ordinal);
        else
            Assert.Contains($"They are in several currencies ({currencies}), of which the SQL makes one", said, StringComparison.Ordinal);
    }

    // The measures of a table with what tells their currencies apart.
    private string Guards(string table) => string.Join(", ", Guard().Matches(_bed.Read($"my_shop/semantic/{table}.yml"))
        .Select(m => $"{m.Groups[1].Value} by {m.Groups[2].Value}"));

    private static string Lines(string csv) => csv.Replace("\r", "", StringComparison.Ordinal).TrimEnd();

    [GeneratedRegex(@"- \{name: (\w+), agg: .*currency: \{dimension: \w+?__(\w+)\}")]
    private static partial Regex Guard();

    private async Task<string> AskAsync(string query)
    {
        using var api = await Races.ApiProcess.StartAsync(_bed.ConnectionString);
        using var response = await api.Client.GetAsync($"/api/v1/query?format=csv&metrics={query}");
        return await response.Content.ReadAsStringAsync();
    }

    public void Dispose() => _bed.Dispose();
}
