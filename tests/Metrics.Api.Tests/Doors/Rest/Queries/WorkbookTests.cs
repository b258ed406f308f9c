using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;
using Metrics.Api.Formats;
using Metrics.Domain.Results;

namespace Metrics.Api.Tests.Doors.Rest.Queries;

/// <summary>Answers for spreadsheets and for programs that read lines.</summary>
public sealed class WorkbookTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>, IDisposable
{
    private const string Question =
        "/api/v1/query?metrics=transacted_amount,transactions&group_by=store__name,metric_time__day"
        + "&order_by=metric_time__day,store__name&limit=200";
    private readonly ApiHost _api = new(storefront.Warehouse.ConnectionString);

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task A_workbook_has_the_rows_of_the_answer_with_numbers_and_dates_as_such()
    {
        var (_, json) = await _api.GetAsync(Question);
        using var answer = await _api.Client.GetAsync($"{Question}&format=xlsx");
        Assert.Equal(XlsxBody.ContentType, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("answer.xlsx", answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        var rows = Rows(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(json.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString()), rows[0]);
        var wanted = json.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(wanted.Count, rows.Count - 1);
        for (var i = 0; i < wanted.Count; i++)
        {
            Assert.Equal(wanted[i][0].GetString(), rows[i + 1][0]);
            Assert.Equal(
                wanted[i][1].GetString(), new DateTime(1899, 12, 30).AddDays(double.Parse(rows[i + 1][1]!, CultureInfo.InvariantCulture))
                    .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Assert.Equal(Number(wanted[i][2]), rows[i + 1][2] is { } amount ? decimal.Parse(amount, CultureInfo.InvariantCulture) : null);
            Assert.Equal(Number(wanted[i][3]), rows[i + 1][3] is { } count ? decimal.Parse(count, CultureInfo.InvariantCulture) : null);
        }
    }

    [Fact]
    public async Task Equal_answers_are_equal_workbooks()
    {
        using var other = new ApiHost(storefront.Warehouse.ConnectionString);
        Assert.Equal(
            await _api.Client.GetByteArrayAsync($"{Question}&format=xlsx"),
            await other.Client.GetByteArrayAsync($"{Question}&format=xlsx"));
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("a<b>&\"c\"")]
    [InlineData(" leading and trailing ")]
    [InlineData("tab\tand\nnew line")]
    [InlineData("_x0041_ is not A")]
    [InlineData("\u0001\u001f control")]
    [InlineData("snow ☃ 🏔")]
    public void Texts_come_out_as_they_went_in(string text) =>
        Assert.Equal(text, Assert.Single(Rows(Written(new ColumnValues.Texts([text], 1, null), Domain.Results.ValueType.String))[1]));

    [Theory]
    [InlineData("123456789012345", true)]
    [InlineData("-0.123456789012345", true)]
    [InlineData("1234567890123456", false)]
    [InlineData("1.2345678901234567", false)]
    public void A_number_with_more_digits_than_a_spreadsheet_keeps_is_text(string digits, bool isNumber)
    {
        var bytes = Written(new ColumnValues.Texts([digits], 1, null), Domain.Results.ValueType.Decimal);
        Assert.Equal(digits, Assert.Single(Rows(bytes)[1]));
        Assert.Equal(isNumber, !Sheet(bytes, 1).Contains("inlineStr\"><is><t xml:space=\"preserve\">" + digits, StringComparison.Ordinal));
    }

    [Fact]
    public void A_text_that_no_cell_can_hold_is_no_workbook() =>
        Assert.Null(RowBody.Write(
            Table(new ColumnValues.Texts([new string('x', 32_768)], 1, null), Domain.Results.ValueType.String), Form(BodyFormat.Xlsx),
                long.MaxValue, out _));

    [Theory]
    [InlineData("0.333333333333333333", true)]
    [InlineData("123456.333333333333333333", true)]
    [InlineData("1234567890123456.5", false)]
    public void A_quotient_is_a_number_as_long_as_only_places_behind_its_point_are_too_many(string digits, bool isNumber)
    {
        var column = new ResultColumn("n", Domain.Results.ValueType.Decimal, ColumnRole.Metric) { IsQuotient = true };
        var table = new ResultTable([column], [new ColumnValues.Texts([digits], 1, null)], 1, false, []);
        var bytes = RowBody.Write(table, Form(BodyFormat.Xlsx), long.MaxValue, out _)!.Value.ToArray();
        Assert.Equal(isNumber, Sheet(bytes, 1).Contains($"<v>{digits}</v>", StringComparison.Ordinal));
        Assert.Equal(digits, Assert.Single(Rows(bytes)[1]));
    }

    [Fact]
    public void What_a_sheet_cannot_hold_goes_to_the_next_with_a_header_of_its_own()
    {
        var count = XlsxBody.RowsOfSheet + 5;
        var bytes = Written(
            new ColumnValues.Integers([.. Enumerable.Range(0, count).Select(i => (long)i)], count, null), Domain.Results.ValueType.Integer);
        using var zip = new ZipArchive(new MemoryStream(bytes));
        Assert.Contains(
            "sheet2.xml", new StreamReader(zip.GetEntry("xl/_rels/workbook.xml.rels")!.Open()).ReadToEnd(), StringComparison.Ordinal);
        // The first sheet is full: a header and one row less than it holds.
        var second = Rows(bytes, 2);
        Assert.Equal("n", Assert.Single(second[0]));
        Assert.Equal(Enumerable.Range(XlsxBody.RowsOfSheet - 1, 6).Select(i => $"{i}"), second.Skip(1).Select(r => r[0]));
    }

    [Fact]
    public async Task Lines_of_JSON_are_the_rows_as_objects()
    {
        var (_, objects) = await _api.GetAsync($"{Question}&layout=objects");
        using var request = new HttpRequestMessage(HttpMethod.Get, Question);
        request.Headers.Add("Accept", "application/x-ndjson");
        using var answer = await _api.Client.SendAsync(request);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.MediaType);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.Equal(
            objects.GetProperty("rows").EnumerateArray().Select(r => r.GetRawText()),
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.GetRawText()));
    }

    [Theory]
    [InlineData("ndjson")]
    [InlineData("xlsx")]
    public async Task Beyond_the_cap_rows_are_sent_as_they_are_read(string format)
    {
        using var small = new ApiHost(storefront.Warehouse.ConnectionString, ("Metrics:MaxRows", "10"));
        var bytes = await small.Client.GetByteArrayAsync($"{Question}&format={format}");
        var whole = await _api.Client.GetByteArrayAsync($"{Question}&format={format}");
        if (format == "ndjson")
            Assert.Equal(whole, bytes);
        else
            Assert.Equal(Rows(whole), Rows(bytes));
    }

    private static decimal? Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetDecimal();

    private static byte[] Written(ColumnValues values, Domain.Results.ValueType type) =>
        RowBody.Write(Table(values, type), Form(BodyFormat.Xlsx), long.MaxValue, out _)!.Value.ToArray();

    private static ResultTable Table(ColumnValues values, Domain.Results.ValueType type) =>
        new([new ResultColumn("n", type, ColumnRole.Metric)], [values], values.Count, false, []);

    private static BodyForm Form(BodyFormat format) => new(format, default, default);

    private static string Sheet(byte[] workbook, int number)
    {
        using var zip = new ZipArchive(new MemoryStream(workbook));
        using var reader = new StreamReader(zip.GetEntry($"xl/worksheets/sheet{number}.xml")!.Open());
        return reader.ReadToEnd();
    }

    // As a spreadsheet reads it: escapes of control characters included.
    private static List<List<string?>> Rows(byte[] workbook, int sheet = 1) =>
        XDocument.Parse(Sheet(workbook, sheet), LoadOptions.PreserveWhitespace).Root!
        .Descendants().Where(e => e.Name.LocalName == "row")
        .Select(row => row.Elements().Select(c => c.Value.Length == 0 && !c.HasElements ? null : Unescaped(c.Value)).ToList())
        .ToList();

    private static string Unescaped(string text) => System.Text.RegularExpressions.Regex.Replace(
        text, "_x(?<code>[0-9A-F]{4})_",
        m => ((char)int.Parse(m.Groups["code"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString(),
        default, TimeSpan.FromSeconds(1));
}
