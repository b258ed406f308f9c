using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Xml.Linq;
using Metrics.Api.Tests.Warehouses;

namespace Metrics.Api.Tests.Doors.Rest.Queries;

/// <summary>A text too long for a spreadsheet's cell gives an error message with its column, and never ends a connection.</summary>
public sealed class LongTextTests : IDisposable
{
    private const string Question = "/api/v1/query?metrics=notes&group_by=t__note";
    private readonly RefreshedWarehouse _warehouse = new();

    public LongTextTests()
    {
        _warehouse.Write("p/sources.yml",
            """
            sources:
              - name: p
                path: notes
                tables:
                  - {name: t, file: t.csv, key: id, columns: [{name: id, type: integer}, {name: note, type: text}]}
            """);
        _warehouse.Write("p/semantic/t.yml",
            """
            semantic_models:
              - name: t
                model: ref('fct_t')
                entities: [{name: t, type: primary, expr: id}]
                dimensions: [{name: note, type: categorical}]
                measures: [{name: notes, agg: count, expr: id, create_metric: true}]
            """);
        _warehouse.Write("p/models/gold/fct_t.sql", "/*\ndescription: x\nkey: id\n*/\nselect * from {{ source('p', 't') }}\n");
    }

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public async Task It_is_refused_with_its_column_and_other_formats_have_it_whole()
    {
        Notes("short", new string('z', 40_000));
        using var api = new ApiHost(_warehouse.ConnectionString);
        var problem = await api.RefusedAsync($"{Question}&format=xlsx", HttpStatusCode.UnprocessableEntity, "E331");
        Assert.Contains("'t__note'", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("CSV", problem.GetProperty("hint").GetString(), StringComparison.Ordinal);
        // Asked again, when nothing is computed any more.
        await api.RefusedAsync($"{Question}&format=xlsx", HttpStatusCode.UnprocessableEntity, "E331");
        foreach (var format in new[] { "csv", "ndjson", "json" })
            Assert.Contains(
                new string('z', 40_000), await api.Client.GetStringAsync($"{Question}&format={format}"), StringComparison.Ordinal);
        // One character less than too many is a workbook.
        Assert.Equal(
            HttpStatusCode.OK,
            (await api.Client.GetAsync(new Uri($"{Question}&format=xlsx&where=t__note = 'short'", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task In_an_answer_that_is_sent_while_it_is_read_it_is_refused_before_the_first_byte()
    {
        Notes([.. Enumerable.Range(0, 30).Select(i => $"note {i}"), new string('z', 40_000)]);
        using var api = new ApiHost(_warehouse.ConnectionString, ("Metrics:MaxRows", "10"));
        var problem = await api.RefusedAsync($"{Question}&format=xlsx", HttpStatusCode.UnprocessableEntity, "E331");
        Assert.Contains("'t__note'", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_after_the_first_byte_is_cut_and_says_so()
    {
        Notes([.. Enumerable.Range(0, 9000).Select(i => string.Create(CultureInfo.InvariantCulture, $"note {i:0000}")),
            "z" + new string('é', 40_000)]);
        using var api = new ApiHost(_warehouse.ConnectionString, ("Metrics:MaxRows", "10"));
        var bytes = await api.Client.GetByteArrayAsync($"{Question}&format=xlsx&order_by=t__note");
        using var zip = new ZipArchive(new MemoryStream(bytes));
        using var sheet = zip.GetEntry("xl/worksheets/sheet1.xml")!.Open();
        var texts = XDocument.Load(sheet).Descendants().Where(e => e.Name.LocalName == "t").Select(e => e.Value).ToList();
        // The header's two names come first.
        Assert.Equal(9003, texts.Count);
        Assert.Equal(32_767, texts[^1].Length);
        Assert.EndsWith("… (cut: 40,001 characters)", texts[^1], StringComparison.Ordinal);
    }

    private void Notes(params string[] notes)
    {
        _warehouse.Write(
            "notes/t.csv",
            $"id,note\n{string.Concat(notes.Select((n, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1},{n}\n")))}");
        Assert.True(_warehouse.Refresh() == 0, _warehouse.LastOutput);
    }
}
