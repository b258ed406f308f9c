using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Metrics.Api.Tests.Storefront;

namespace Metrics.Api.Tests.Doors.Rest.Queries;

/// <summary>How answers look.</summary>
public sealed class FormatTests : IDisposable
{
    private static readonly string[] _names = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "plain", "with \"quotes\", and a comma", "Ünïcødé ☃"];
    private readonly StorefrontWarehouse _warehouse = new StorefrontWarehouse().Sample(10_000, 41);

    public FormatTests()
    {
        var file = Path.Combine(_warehouse.Data, "stores.csv");
        var rows = CsvText.Parse(File.ReadAllText(file));
        var name = Array.IndexOf(rows[0], "name");
        for (var i = 1; i < rows.Count; i++)
            rows[i][name] = _names[(i + (i / _names.Length)) % _names.Length];
        File.WriteAllLines(
            file, rows.Select(
                r => string.Join(',', r.Select(c => c is null ? "" : $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))));
        _warehouse.Refresh();
    }

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public async Task In_CSV_no_text_begins_like_a_formula_and_nothing_else_is_changed()
    {
        using var api = new ApiHost(_warehouse.ConnectionString);
        var response = await api.Client.GetAsync("/api/v1/query?metrics=transactions_all_statuses&group_by=store__name&format=csv");
        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(text.Count(c => c == '\n'), text.Split("\r\n").Length - 1);
        var rows = CsvText.Parse(text);
        Assert.Equal("store__name,transactions_all_statuses", string.Join(',', rows[0]));
        string[] expected = ["'\tx", "'+1", "'-1", "'=1+1", "'@SUM(A1)", "plain", "with \"quotes\", and a comma", "Ünïcødé ☃"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), rows.Skip(1).Select(r => r[0]).Order(StringComparer.Ordinal));
        Assert.Equal(10_000, rows.Skip(1).Sum(r => int.Parse(r[1]!, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Accept_picks_the_format_and_format_overrules_it()
    {
        using var api = new ApiHost(_warehouse.ConnectionString);
        foreach (var (accept, format, expected) in new[]
        {
            ("text/csv", "", "text/csv"), ("application/json", "", "application/json"), ("*/*", "", "application/json"),
            ("text/csv;q=0.5, application/json;q=0.4", "", "text/csv"),
            ("text/html, */*;q=0.1", "", "application/json"), ("text/csv", "&format=json", "application/json"),
            ("application/json", "&format=csv", "text/csv"),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/query?metrics=transactions{format}");
            request.Headers.TryAddWithoutValidation("Accept", accept);
            Assert.Equal(expected, (await api.Client.SendAsync(request)).Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task Numbers_keep_their_digits_and_may_be_strings_and_rows_may_be_objects()
    {
        using var api = new ApiHost(_warehouse.ConnectionString);
        const string question =
            "/api/v1/query?metrics=transacted_amount,average_transacted_amount,transactions"
            + "&group_by=store__name,metric_time__month&order_by=store__name,metric_time__month";
        var (_, plain) = await api.GetAsync(question);
        var (_, other) = await api.GetAsync($"{question}&layout=objects&numbers=string");
        Assert.Equal(
            ["string", "date", "decimal", "decimal", "integer"],
            plain.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("type").GetString()));
        Assert.Equal(
            ["dimension", "time", "metric", "metric", "metric"],
            plain.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("role").GetString()));
        var names = plain.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString()!).ToList();
        foreach (var (row, named) in plain.GetProperty("rows").EnumerateArray().Zip(other.GetProperty("rows").EnumerateArray()))
        {
            Assert.Equal(names, named.EnumerateObject().Select(p => p.Name));
            foreach (var (value, text) in row.EnumerateArray().Zip(named.EnumerateObject()))
                Assert.Equal(value.ValueKind is JsonValueKind.Number ? value.GetRawText() : value.ToString(), text.Value.ToString());
        }

        Assert.EndsWith(".00", plain.GetProperty("rows")[0][2].GetRawText(), StringComparison.Ordinal);
        Assert.Matches(@"^\d{4}-\d\d-01$", plain.GetProperty("rows")[0][1].GetString());
    }

    [Fact]
    public async Task A_body_and_a_URL_of_the_same_question_have_the_same_answer()
    {
        using var api = new ApiHost(_warehouse.ConnectionString);
        using var body = new StringContent(
            """{"metrics": ["transactions"], "group_by": ["store__country"], "where": ["store__country like '%a%'", "transactions > 3"],"""
            + """ "order_by": ["-transactions"], "limit": 3}""",
            new MediaTypeHeaderValue("application/json"));
        var posted = await api.Client.PostAsync("/api/v1/query", body);
        var got = await api.Client.GetAsync(
            "/api/v1/query?metrics=transactions&group_by=store__country&where=store__country%20like%20%27%25a%25%27"
            + "&where=transactions%20%3E%203&order_by=-transactions&limit=3");
        Assert.Equal(await posted.Content.ReadAsStringAsync(), await got.Content.ReadAsStringAsync());
        Assert.Equal("metrics; hit", Assert.Single(got.Headers.GetValues("Cache-Status")));
    }

    [Fact]
    public async Task Pages_put_together_are_the_whole()
    {
        using var api = new ApiHost(_warehouse.ConnectionString);
        const string question = "/api/v1/query?metrics=transactions&group_by=store__country,store__name";
        var (_, whole) = await api.GetAsync(question);
        var (rows, next) = (new List<string>(), "");
        do
        {
            var (response, page) = await api.GetAsync($"{question}&limit=7{next}");
            Assert.True(response.IsSuccessStatusCode, page.ToString());
            rows.AddRange(page.GetProperty("rows").EnumerateArray().Select(r => r.GetRawText()));
            next = page.GetProperty("meta").GetProperty("next").GetString() is { } token ? $"&page={token}" : "";
        }
        while (next.Length > 0);
        Assert.Equal(whole.GetProperty("rows").EnumerateArray().Select(r => r.GetRawText()), rows);
    }
}
