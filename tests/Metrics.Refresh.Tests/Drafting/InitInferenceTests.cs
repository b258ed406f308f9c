namespace Metrics.Refresh.Tests.Drafting;

/// <summary>What rows do not prove is not inferred: a declaration loses nothing of what is written, or says what it is unsure of.</summary>
public sealed class InitInferenceTests : IDisposable
{
    private readonly DraftBed _bed = new();

    [Theory]
    [InlineData("a.csv", "1;2,50;3,75\n2;4,00;1,25\n", "a: 2 rows; delimiter semicolon, decimal comma, no header")]
    [InlineData("a.tsv", "id\tx,y,z\n1\ta,b,c\n2\td,e,f\n", "a: 2 rows; delimiter tab")]
    [InlineData("a.psv", "id|x;y;z\n1|a;b;c\n2|d;e;f\n", "a: 2 rows; delimiter pipe")]
    [InlineData("a.csv", "n;a,b,c\n1;x\n2;y\n3;z\n4;u\n5;v\n6;w,1,2\n7;p,1,2\n8;q,1,2\n9;r,1,2\n10;s,1,2\n11;t,1,2\n12\n",
        "a: 12 rows; delimiter semicolon")]
    public async Task A_comma_of_fractions_or_texts_parts_no_fields_where_another_sign_does(string file, string text, string found)
    {
        _bed.Write($"data/{file}", text);
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains(found, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_for_nothing_that_is_a_value_of_a_text_column_empties_no_text()
    {
        _bed.Write("data/a.csv", "region,amount\nNA,10\nEU,NA\nNA,5\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.DoesNotContain("nulls:", sources, StringComparison.Ordinal);
        Assert.Contains("{name: region, type: text}", sources, StringComparison.Ordinal);
        Assert.Contains("{name: amount, type: text}", sources, StringComparison.Ordinal);
        Assert.Contains(
            "# unsure: 'NA' may mean null here, but occurs in the texts of 'region' too", sources, StringComparison.Ordinal);
        Assert.Contains("a.csv, 'amount': 'NA' may mean null here", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_becomes_a_text_keeps_its_own_words_from_other_columns_and_one_without_values_keeps_none()
    {
        _bed.Write("data/a.csv", "n,m,region,none\n1,-,EU,n/a\n-,NA,NA,n/a\n3,7,EU,n/a\n4,8,US,n/a\n")
            .Write("data/b.csv", "id,n,none\n1,5,NA\n2,NA,NA\n");
        var (_, sources) = await _bed.DraftAsync();
        Assert.Contains("{name: n, type: text}", sources, StringComparison.Ordinal);
        Assert.Contains("{name: m, type: text}", sources, StringComparison.Ordinal);
        Assert.Contains("nulls: [\"NA\"]", sources, StringComparison.Ordinal);
        Assert.Contains("{name: n, type: bigint}", sources, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_odd_value_among_the_first_is_told_where_all_others_are_of_one_kind()
    {
        var rows = string.Concat(
            Enumerable.Range(1, 40).Select(i => $"{i},{(i == 1 ? "see below" : $"{i}.50")},{(i % 2 == 0 ? "x" : $"{i}")}\n"));
        _bed.Write("data/a.csv", $"id,amount,mixed\n{rows}").Write("data/b.json", """[{"id": 1, "tags": ["x"]}, {"id": 2, "tags": []}]""");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains(
            "a.csv, 'amount': 'aaa aaaaa' is among its first values, and 39 after it are of one kind; read as text", said,
            StringComparison.Ordinal);
        Assert.DoesNotContain("'mixed'", said, StringComparison.Ordinal);
        Assert.Contains("{name: mixed, type: text}", sources, StringComparison.Ordinal);
        Assert.Contains(
            "b.json, 'tags': it contains objects or lists; read as json, which cannot be a dimension", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whole_numbers_that_may_be_moments_are_said_and_not_added_up()
    {
        var rows = string.Concat(
            Enumerable.Range(0, 20)
                .Select(i => $"{1_000_000_001 + i},{1_767_229_200 + (3_600L * i)},{1_767_229_200_123 + i},{1_000 + i}\n"));
        _bed.Write("data/a.csv", $"id,erstellt,ms,betrag\n{rows}");
        var (said, _) = await _bed.DraftAsync();
        Assert.Matches("a.csv, 'erstellt': every value may be seconds since 1970.*to_timestamp\\(column\\) converts", said);
        Assert.Matches("a.csv, 'ms': every value may be milliseconds since 1970.*to_timestamp\\(column / 1000\\.0\\) converts", said);
        Assert.DoesNotContain("a.csv, 'id'", said, StringComparison.Ordinal);
        var model = _bed.Read("my_shop/semantic/a.yml");
        Assert.Contains("agg: sum, expr: betrag", model, StringComparison.Ordinal);
        Assert.DoesNotContain("expr: erstellt", model, StringComparison.Ordinal);
        Assert.DoesNotContain("expr: ms", model, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_be_thousands_is_said_and_not_added_up()
    {
        _bed.Write("data/a.csv", "id;einwohner;preis\n1;37.836;1.5\n2;1.204;2.25\n3;112.400;3.5\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains(
            "a.csv, 'einwohner': every value has three digits after the '.', which may be thousands", said, StringComparison.Ordinal);
        var model = _bed.Read("my_shop/semantic/a.yml");
        Assert.Contains("expr: preis", model, StringComparison.Ordinal);
        Assert.DoesNotContain("expr: einwohner", model, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_a_few_rows_repeat_is_said()
    {
        var rows = string.Concat(Enumerable.Range(1, 8).Select(i => $"A{i:000},{i}\n"));
        _bed.Write("data/products.csv", $"sku,stock\n{rows}A002,2\nA005,5\n");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains(
            "products.csv: 'sku' would be its key, but 2 of 10 rows repeat a value of it; rows that occur twice are counted twice", said,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_two_opposite_words_are_a_boolean()
    {
        _bed.Write("data/a.csv", "id,kind,done,mixed,flag,same\n1,F,yes,yes,T,true\n2,N,No,true,f,true\n3,F,YES,no,t,true\n");
        var (_, sources) = await _bed.DraftAsync();
        foreach (var column in new[]
        {
            "{name: kind, type: text}", "{name: done, type: boolean}", "{name: mixed, type: text}", "{name: flag, type: boolean}",
            "{name: same, type: text}",
        })
            Assert.Contains(column, sources, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_that_would_lose_digits_or_a_plus_stay_texts_and_others_are_no_thousands()
    {
        _bed.Write("data/a.csv", """
            id,serial,article,fine,ratio,phone,exponent,m
            1,1234567890123456789,12345678901234567890,0.1234567890123456789,0.30000000000000004,+4930123,1e3,1234.500
            2,1234567890123456788,12345678901234567891,0.9876543210987654321,0.1,+4940456,2e3,1.250

            """);
        var (said, sources) = await _bed.DraftAsync();
        foreach (var column in new[]
        {
            "{name: serial, type: text}", "{name: article, type: text}", "{name: fine, type: text}", "{name: ratio, type: double}",
            "{name: phone, type: text}", "{name: exponent, type: double}", "{name: m, type: \"decimal(18,2)\"}",
        })
            Assert.Contains(column, sources, StringComparison.Ordinal);
        Assert.DoesNotContain("thousands", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_that_may_be_thousands_have_no_say_about_the_decimal_mark()
    {
        _bed.Write("data/a.csv", "id;a;b;c\n1;1.500;1.750;1,5\n2;2.250;3.125;2,25\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("decimal_mark: \",\"", sources, StringComparison.Ordinal);
        Assert.Contains("{name: c, type: \"decimal(18,2)\"}", sources, StringComparison.Ordinal);
        Assert.Contains("{name: a, type: text}", sources, StringComparison.Ordinal);
        Assert.Contains(
            "a.csv, 'a': each '.' in it is before three digits and may separate thousands, and the table's decimal mark is ','", said,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_that_end_like_id_are_no_keys_and_blanks_behind_a_value_make_no_other()
    {
        _bed.Write("data/a.csv", "name,amount_paid,valid\nx,5,1\ny,7,2\n").Write("data/b.csv", "name,customerid\nx,5\ny,7\n")
            .Write("data/c.csv", "code,n\nA,1\nA ,2\nB,3\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("key: name\n", sources, StringComparison.Ordinal);
        Assert.Contains("key: customerid\n", sources, StringComparison.Ordinal);
        Assert.DoesNotContain("key: amount_paid", sources, StringComparison.Ordinal);
        Assert.DoesNotContain("key: code", sources, StringComparison.Ordinal);
        Assert.Contains("amount_paid", said[said.IndexOf("metrics  a_count", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_in_which_the_same_keys_stand_are_kept_apart_unless_a_time_tells_them_apart()
    {
        _bed.Write("data/stock-1.csv", "product_id,amount\n1,5\n2,6\n").Write("data/stock-2.csv", "product_id,amount\n1,7\n2,8\n")
            .Write("data/log-1.csv", "item_id,sold,amount\n1,2026-01-01,5\n2,2026-01-01,6\n")
            .Write("data/log-2.csv", "item_id,sold,amount\n1,2026-01-02,5\n2,2026-01-02,6\n")
            .Write("data/sale-1.csv", "sale_id,client_id\n1,1\n2,2\n").Write("data/sale-2.csv", "sale_id,client_id\n3,1\n4,2\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("file: stock-1.csv\n        # unsure: files of this name have the same keys", sources, StringComparison.Ordinal);
        Assert.Contains("file: stock-2.csv\n        # unsure: files of this name have the same keys", sources, StringComparison.Ordinal);
        Assert.Contains(
            "log-*.csv: several of its files have the same values of 'item_id'; they are one table since 'sold' distinguishes them", said,
            StringComparison.Ordinal);
        Assert.Contains("sale-*.csv -> sale: 4 rows", said, StringComparison.Ordinal);
        Assert.DoesNotContain("sale-*.csv: several", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_two_encodings_are_one_table_only_if_one_of_them_reads_both()
    {
        _bed.Write("data/name-1.csv", "id,name\n1,Zoë\n").Write("data/name-2.csv", "id,name\n2,José\n", "windows-1252")
            .Write("data/plain-1.csv", "id,name\n1,Zoe\n").Write("data/plain-2.csv", "id,name\n2,José\n", "windows-1252");
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains("name-1.csv -> name_1: 1 rows; delimiter comma\n", said, StringComparison.Ordinal);
        Assert.Contains("name-2.csv -> name_2: 1 rows; delimiter comma, windows-1252\n", said, StringComparison.Ordinal);
        Assert.Contains("plain-*.csv -> plain: 2 rows; delimiter comma, windows-1252\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_over_values_is_proof_of_a_header_whatever_the_other_names_are()
    {
        _bed.Write("data/a.csv", "store,1,2,3\n10,5,6,7\n11,8,9,4\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.DoesNotContain("header: false", sources, StringComparison.Ordinal);
        Assert.Contains("{name: n_1, header: \"1\", type: bigint}", sources, StringComparison.Ordinal);
        Assert.Contains(
            "a.csv: its header has numbers in it, and was read as one since a word is above values", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_are_made_up_are_nobody_elses()
    {
        _bed.Write("data/visits.csv", "id,due\n1,2026-01-02\n2,2026-01-03\n")
            .Write("data/plans.csv", "id,due,plan_due\n1,soon,x\n2,later,y\n")
            .Write("data/customer.csv", "customer_id,city\n1,x\n2,y\n").Write("data/customers.csv", "customer_id,name\n1,a\n2,b\n");
        await _bed.MakeAsync();
        var plans = _bed.Read("my_shop/semantic/plans.yml");
        Assert.Contains("{name: plan_due_2, type: categorical, expr: due}", plans, StringComparison.Ordinal);
        var semantic = _bed.Read("my_shop/semantic/customer.yml") + _bed.Read("my_shop/semantic/customers.yml");
        Assert.Contains("primary_entity: customer_row\n", semantic, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_date_that_is_the_key_of_another_table_is_joined_by_and_is_a_time()
    {
        _bed.Write("data/sales.csv", "id,date,amount\n1,2026-01-02,5\n2,2026-01-03,6\n3,2026-01-03,7\n")
            .Write("data/calendar.csv", "date,holiday\n2026-01-02,no\n2026-01-03,yes\n");
        await _bed.MakeAsync();
        var sales = _bed.Read("my_shop/semantic/sales.yml");
        Assert.Contains("type: foreign", sales, StringComparison.Ordinal);
        Assert.Contains("{name: date, type: time", sales, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12 kg", "8 kg", "99 kg")]
    [InlineData("12.5kWh", "8.25kWh", "99.9kWh")]
    [InlineData("EUR 12", "EUR 8", "EUR 99")]
    [InlineData("$12", "$8", "$99")]
    [InlineData("12 box", "8 box", "99 box")]
    [InlineData("12 box", "8 sack", null)]
    public async Task A_unit_is_readable_and_the_number_before_it_is_not(string first, string second, string? shown)
    {
        _bed.Write("data/a.csv", $"id,weight,other\n1,{first},x\n2,{second},y\n3,{first},x\n");
        var (said, sources) = await _bed.DraftAsync();
        if (shown is null)
            Assert.DoesNotContain("numbers with a unit", said, StringComparison.Ordinal);
        else
            Assert.Contains($"('{shown}') are not supported", said, StringComparison.Ordinal);
        Assert.DoesNotContain(first, sources, StringComparison.Ordinal);
        Assert.Contains("{name: weight, type: text}", sources, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unit_among_plain_numbers_is_readable_too()
    {
        _bed.Write("data/a.csv", "id,n\n1,5\n2,6\n3,7 kg\n4,8\n");
        Assert.Contains("'9 kg'", (await _bed.DraftAsync()).Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-05-01", "2026-05-01T10:00:00", "timestamp")]
    [InlineData("2026-05-01T10:00:00+02:00", "2026-05-01T10:00:00Z", "timestamptz")]
    [InlineData("2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z", "timestamptz")]
    public async Task Times_are_declared_with_the_type_that_keeps_what_they_carry(string first, string second, string type)
    {
        _bed.Write("data/a.csv", $"id,at\n1,{first}\n2,{second}\n");
        Assert.Contains($"{{name: at, type: {type}}}", (await _bed.DraftAsync()).Sources, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_inside_an_object_is_named_by_what_a_header_reads_out_of_it()
    {
        _bed.Write("data/a.ndjson", "{\"id\":1,\"device\":{\"os\":{\"name\":\"x\",\"v\":1},\"ram\":8}}\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("{name: device_os, header: device.os, type: json}", sources, StringComparison.Ordinal);
        Assert.Contains("a separate column with 'header: device.os.name' reads what is in it", said, StringComparison.Ordinal);
        var file = Path.Combine(_bed.Project, "my_shop/sources.yml");
        const string Os = "{name: device_os, header: device.os.name, type: text}";
        await File.WriteAllTextAsync(
            file, sources.Replace("{name: device_os, header: device.os, type: json}", Os, StringComparison.Ordinal));
        var (_, checks) = await _bed.RunAsync("validate", "--data");
        Assert.DoesNotContain("device.os", checks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_value_of_the_data_is_written_into_the_project_and_no_sign_of_a_terminal_is_printed()
    {
        _bed.Write("data/a.csv", "id,name,am\u001b[31mount\n1,x,1\n2,y,2\n3,z,3\n4,x,4\n5,y,5\n6,z,Geheim 7!\n");
        var (said, sources) = await _bed.DraftAsync();
        Assert.Contains("'am [31mount': its first 5 values are of one kind, and 'aaaaaa 9!' is not", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Geheim", said + sources, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", said + sources, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();
}
