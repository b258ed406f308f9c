using System.Text.RegularExpressions;
using Metrics.Refresh.Tests.Races;

namespace Metrics.Refresh.Tests.Drafting;

/// <summary>From folders of unknown files to answers: what is drafted loads, and says what was meant.</summary>
public sealed class InitTests : IDisposable
{
    private readonly DraftBed _bed = new();

    [Fact]
    public async Task A_spreadsheets_export_with_semicolons_decimal_commas_and_accents_is_read_and_joined_and_asked()
    {
        _bed.Write("data/Bestellungen März.csv", """
            Bestell-Nr;Kunden ID;Datum;Betrag (€);Status;;
            0001;1;31.01.2026;1,50;bezahlt;;
            0002;2;01.02.2026;20,00;offen;;
            0003;1;15.02.2026;3,25;bezahlt;;

            """, "windows-1252")
            .Write("data/kunden.csv", "Kunden ID;Name;Straße\n1;Müller;Am Weg 1\n2;Özil;Am Weg 2\n", "windows-1252");
        var said = await _bed.MakeAsync();
        Assert.Contains(
            "Bestellungen März.csv -> bestellungen_marz: 3 rows; delimiter semicolon, windows-1252, decimal comma", said,
            StringComparison.Ordinal);
        Assert.Contains("joins    kunden_id -> kunden.kunden_id", said, StringComparison.Ordinal);
        var sources = _bed.Read("my_shop/sources.yml");
        Assert.Contains("{name: bestell_nr, header: Bestell-Nr, type: text}", sources, StringComparison.Ordinal);
        Assert.Contains("type: date, format: \"DD.MM.YYYY\"}", sources, StringComparison.Ordinal);
        Assert.Contains("type: \"decimal(18,2)\"}", sources, StringComparison.Ordinal);

        var answers = await _bed.AskReadmeAsync();
        Assert.True(answers.Count >= 5, string.Join('\n', answers.Keys));
        string Answer(string question) => answers[$"/api/v1/saved-queries/bestellungen_marz_{question}/result?format=csv"];
        Assert.Equal("bestellungen_marz_count,betrag\r\n3,24.75\r\n", Answer("in_all"));
        Assert.Contains("2026-02-01", Answer("by_month"), StringComparison.Ordinal);
        Assert.Contains("Müller,4.75,2", Answer("by_kunden_name"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_without_headers_with_tabs_pipes_and_blanks_are_read_by_their_places()
    {
        _bed.Write("data/sales.tsv", "10\tA\t20260103\t5\n11\tB\t20260214\t7\n12\tA\t20260301\t9\n")
            .Write("data/stock.txt", "7 |  apple | 2026-01-02 10:00:00 | true\n8 |  pear | 2026-01-03 11:30:00 | false\n")
            .Write("data/weather.dat", "  1   -3.5  cold\n 22    4.0  mild\n333   19.5  warm\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("sales.tsv -> sales: 3 rows; delimiter tab, no header", said, StringComparison.Ordinal);
        Assert.Contains("stock.txt -> stock: 2 rows; delimiter pipe, no header", said, StringComparison.Ordinal);
        Assert.Contains("weather.dat -> weather: 3 rows; delimiter blanks, no header", said, StringComparison.Ordinal);
        var sources = _bed.Read("my_shop/sources.yml");
        Assert.Contains("{name: column_3, type: date, format: \"YYYYMMDD\"}", sources, StringComparison.Ordinal);
        Assert.Contains("{name: column_3, type: timestamp}", sources, StringComparison.Ordinal);
        Assert.Contains("{name: column_4, type: boolean}", sources, StringComparison.Ordinal);
        Assert.True((await _bed.AskReadmeAsync()).Count >= 5);
    }

    [Fact]
    public async Task Uuids_are_texts_that_are_keys_and_are_joined_by()
    {
        const string One = "0f8fad5b-d9cb-469f-a165-70867728950e", Other = "7C9E6679-7425-40DE-944B-E07FC1F90AE7";
        _bed.Write("data/orders.csv", $"""
            order_id,customer_id,placed_on,amount
            6ba7b810-9dad-11d1-80b4-00c04fd430c8,{One},2026-01-31,1.50
            6ba7b811-9dad-11d1-80b4-00c04fd430c8,{Other},2026-02-01,20.00
            6ba7b812-9dad-11d1-80b4-00c04fd430c8,{One},2026-02-15,3.25

            """)
            .Write("data/customers.csv", $"customer_id,name\n{One},Ada\n{Other},Bob\n");
        var said = await _bed.MakeAsync();
        Assert.Contains("joins    customer_id -> customers.customer_id", said, StringComparison.Ordinal);
        var sources = _bed.Read("my_shop/sources.yml");
        Assert.Contains("key: order_id", sources, StringComparison.Ordinal);
        Assert.Contains("{name: order_id, type: text}", sources, StringComparison.Ordinal);
        Assert.Contains("{name: customer_id, type: text}", sources, StringComparison.Ordinal);

        var answers = await _bed.AskReadmeAsync();
        Assert.True(answers.Count >= 5, string.Join('\n', answers.Keys));
        Assert.Contains("Ada,4.75,2", answers["/api/v1/saved-queries/orders_by_customer_name/result?format=csv"], StringComparison.Ordinal);

        // An author who says that they are uuids gets the same keys, and the same answers.
        await File.WriteAllTextAsync(
            Path.Combine(_bed.Project, "my_shop/sources.yml"),
            sources.Replace("_id, type: text}", "_id, type: uuid}", StringComparison.Ordinal));
        var (ran, run) = await _bed.RunAsync("run");
        Assert.True(ran == 0, run);
        // In any order where they are equal in what they are put in order by.
        static IEnumerable<string> Lines(IReadOnlyDictionary<string, string> told) =>
            told.Where(a => a.Key.Contains("/result", StringComparison.Ordinal))
                .SelectMany(a => a.Value.Split("\r\n").Select(l => $"{a.Key}: {l}")).Order(StringComparer.Ordinal);
        Assert.Equal(Lines(answers), Lines(await _bed.AskReadmeAsync()));
    }

    [Fact]
    public async Task Day_and_month_are_told_apart_by_all_rows_by_other_columns_or_said_to_be_unsure()
    {
        _bed.Write("data/a.csv", "id,told,unsure\n1,01/02/2026,03/04/2026\n2,02/13/2026,05/06/2026\n")
            .Write("data/b.csv", "id,day_said\n1,03/04/2026\n2,05/06/2026\n");
        var said = await _bed.MakeAsync();
        var sources = _bed.Read("my_shop/sources.yml");
        Assert.Contains("{name: told, type: date, format: \"MM/DD/YYYY\"}", sources, StringComparison.Ordinal);
        Assert.Contains("{name: unsure, type: date, format: \"MM/DD/YYYY\"}", sources, StringComparison.Ordinal);
        Assert.Contains(
            "b.csv, 'day_said': day and month may be exchanged in every row; read as MM/DD/YYYY as in other columns", said,
            StringComparison.Ordinal);
        Assert.Contains("# unsure: day and month may be exchanged", sources, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reserved_words_and_odd_names_of_files_and_columns_become_names_that_work()
    {
        const string Header = "order,User,month,select,Größe in %,名前,2024,metric_time,xmin";
        _bed.Write("data/order.csv", $"{Header}\nx,a,1,b,2.5,c,7,d,e\ny,a,2,b,3.5,c,8,d,e\n")
            .Write("data/2024 plan (neu).csv", "from,to\n1,2\n3,4\n");
        await _bed.MakeAsync();
        var sources = _bed.Read("my_shop/sources.yml");
        foreach (var column in new[]
        {
            "{name: order_table_user, header: User,", "{name: order_table_month, header: month,",
            "{name: order_table_select, header: select,", "{name: grosse_in_percent, header: \"Größe in %\",",
            "{name: column_6, header: \"名前\",", "{name: n_2024, header: \"2024\",",
        })
            Assert.Contains(column, sources, StringComparison.Ordinal);
        Assert.True((await _bed.AskReadmeAsync()).Count >= 5);
    }

    [Fact]
    public async Task Codes_with_zeros_in_front_words_for_nothing_and_numbers_that_are_none_are_said_for_what_they_are()
    {
        _bed.Write("data/t.csv", """
            id,zip,amount,big,price_eur,note
            1,01234,1.5,"1,234.50",3 €,x
            2,12345,n/a,"2,500.00",4 €,
            3,00001,-,"1,000.25",5 €,y
            4,10115,2.25,"7,123.00",6 €,z

            """);
        var said = await _bed.MakeAsync();
        var sources = _bed.Read("my_shop/sources.yml");
        Assert.Contains("nulls: [\"-\", \"n/a\"]", sources, StringComparison.Ordinal);
        Assert.Contains("{name: zip, type: text}", sources, StringComparison.Ordinal);
        Assert.Contains("{name: amount, type: \"decimal(18,2)\"}", sources, StringComparison.Ordinal);
        Assert.Contains(
            "t.csv, 'big': numbers with separators between thousands ('9,999.99') are not supported; read as text", said,
            StringComparison.Ordinal);
        Assert.Contains("t.csv, 'price_eur': numbers with a unit ('9 €') are not supported", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_are_alike_are_one_table_json_is_read_by_its_properties_and_workbooks_are_left_out()
    {
        _bed.Write("data/sales-2026-01.csv", "id,amount\n1,1.00\n2,2.00\n").Write("data/sales-2026-02.csv", "id,amount\n3,4.00\n")
            .Write("data/events.ndjson", """
                {"event_id":"a","at":"2026-01-02T03:04:05Z","n":1}
                {"event_id":"b","at":"2026-01-03T03:04:05Z","n":2,"more":{"x":1}}

                """)
            .Write("data/book.xlsx", [0x50, 0x4B, 3, 4]);
        var said = await _bed.MakeAsync();
        Assert.Contains("sales-*.csv -> sales: 3 rows", said, StringComparison.Ordinal);
        Assert.Contains("book.xlsx: left out, a workbook: save its sheets as CSV", said, StringComparison.Ordinal);
        var sources = _bed.Read("my_shop/sources.yml");
        Assert.Contains("{name: at, type: timestamptz}", sources, StringComparison.Ordinal);
        Assert.Contains("{name: more_x, header: more.x, type: bigint}", sources, StringComparison.Ordinal);
        var answers = await _bed.AskReadmeAsync();
        Assert.Equal("sale_count,amount\r\n3,7.00\r\n", answers["/api/v1/saved-queries/sales_in_all/result?format=csv"]);
    }

    [Fact]
    public async Task A_file_of_one_column_and_one_with_a_header_alone_still_give_five_questions()
    {
        _bed.Write("data/names.csv", "name\nAda\nGrace\nAda\n").Write("data/later.csv", "id,amount\n");
        await _bed.MakeAsync();
        Assert.True((await _bed.AskReadmeAsync()).Count >= 5);
    }

    [Fact]
    public async Task No_two_questions_have_the_same_answer_where_a_column_parts_nothing_or_there_are_few_to_ask()
    {
        _bed.Write(
            "data/sales.csv",
            "id,sold_on,amount,currency,branch\n1,2026-01-31,1.50,EUR,A\n2,2026-02-01,2.50,EUR,B\n3,2026-02-02,4.00,EUR,A\n");
        await _bed.MakeAsync();
        var answers = await _bed.AskReadmeAsync();
        Assert.DoesNotContain(answers.Keys, a => a.Contains("by_currency", StringComparison.Ordinal));
        Assert.Equal(answers.Count, _bed.Read("README.md").Split("curl -s '").Length - 1);
        Assert.Equal(answers.Count, answers.Values.Distinct().Count());
        Assert.True(answers.Count >= 5, string.Join('\n', answers.Keys));
    }

    [Fact]
    public async Task What_can_be_grouped_by_is_named_as_a_question_takes_it()
    {
        _bed.Write(
            "data/order.csv", "order_no,user,country,ordered_on,amount\n1,Ada,CL,2026-01-31,1.50\n2,Bob,PE,2026-02-01,2.50\n3,Ada,CL,"
            + "2026-02-02,4.00\n");
        var said = await _bed.MakeAsync();
        var readme = _bed.Read("README.md");
        var named = Regex.Matches(said, "[a-z_]+__[a-z_]+").Select(m => m.Value).Distinct().ToList();
        Assert.Contains(named, n => n.EndsWith("__country", StringComparison.Ordinal));
        Assert.Contains(named, n => n.EndsWith("__ordered_on", StringComparison.Ordinal));
        using var api = await ApiProcess.StartAsync(_bed.ConnectionString);
        var metric = Regex.Match(said, @"metrics  (\w+)").Groups[1].Value;
        foreach (var name in named)
        {
            Assert.Contains($"`{name}`", readme, StringComparison.Ordinal);
            using var response = await api.Client.GetAsync($"/api/v1/query?metrics={metric}&group_by={name}");
            Assert.True(response.IsSuccessStatusCode, $"{name}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    [Theory]
    [InlineData(null, "http://127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:8081", "http://127.0.0.1:8081")]
    [InlineData("http://0.0.0.0:9000;https://shop.example:9443", "http://127.0.0.1:9000")]
    [InlineData("http://[::]:9000/", "http://127.0.0.1:9000")]
    [InlineData("http://+:9000", "http://127.0.0.1:9000")]
    [InlineData("http://'; rm", "http://127.0.0.1:8080")]
    public async Task Questions_are_asked_where_the_API_listens(string? urls, string address)
    {
        _bed.Write("data/names.csv", "name\nAda\nGrace\nAda\n").Environment["ASPNETCORE_URLS"] = urls;
        var (said, _) = await _bed.DraftAsync();
        Assert.Contains($"curl -s '{address}/api/v1/saved-queries/", said, StringComparison.Ordinal);
        var asked = _bed.Read("README.md").Split('\n').Where(l => l.StartsWith("curl ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(asked);
        Assert.All(asked, l => Assert.StartsWith($"curl -s '{address}/api/v1/", l, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_data_a_project_is_written_that_is_valid_and_says_what_to_do()
    {
        var (code, said) = await _bed.RunAsync("init", "my-shop");
        Assert.True(code == 0, said);
        Assert.Contains("scripts/refresh.sh init", said, StringComparison.Ordinal);
        var (valid, checks) = await _bed.RunAsync("validate");
        Assert.True(valid == 0, checks);
        Assert.Contains("0 tables", checks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_a_dbt_project_its_definitions_are_read_where_they_stand()
    {
        _bed.Write("shop/dbt_project.yml", "name: jaffle\nversion: '1.0'\nmodel-paths: [models]\n")
            .Write("shop/models/orders.sql", "select 1 as id")
            .Write("shop/models/orders.yml", """
                semantic_models:
                  - name: orders
                    model: ref('orders')
                    entities: [{name: order, type: primary, expr: id}]
                    measures: [{name: order_count, agg: count, expr: id, create_metric: true}]
                """);
        var (refused, why) = await _bed.RunAsync("init", "my-shop", "--from-dbt", "shop");
        Assert.Equal(CommandUsage, refused);
        Assert.Contains("C181", why, StringComparison.Ordinal);
        Assert.Contains("--schema", why, StringComparison.Ordinal);
        var (code, said) = await _bed.RunAsync("init", "my-shop", "--from-dbt", "shop", "--schema", "analytics");
        Assert.True(code == 0, said);
        Assert.Contains("external: {dbt_project: ../shop, schema: analytics}", _bed.Read("metrics.yml"), StringComparison.Ordinal);
        // Its definitions are read; dbt has built nothing in this database.
        var (_, checks) = await _bed.RunAsync("validate");
        Assert.Contains("../shop/models/orders.yml:2:5: error C150", checks, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();

    private const int CommandUsage = 2;
}
