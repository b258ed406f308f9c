using System.Text;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Runs;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Tests.Runs;

/// <summary>PostgreSQL takes no NUL and no half of a surrogate pair in a text: what has one concerns its table and no other.</summary>
public sealed class UnstorableTextTests : IDisposable
{
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    [Theory]
    [InlineData("id,store_id,amount,status,ex\0tra\n1,1,2.00,paid,x\n", "has a NUL character in the name 'ex\\0tra'")]
    [InlineData("i\0d,store_id,amount,status\n1,1,2.00,paid\n", "has a NUL character in the name 'i\\0d'")]
    public async Task A_header_with_a_nul_fails_its_table_and_no_other(string text, string problem)
    {
        await _bed.SucceedAsync();
        await FailsAloneAsync(Encoding.UTF8.GetBytes(text), problem);
    }

    [Theory]
    [InlineData("utf-16", "declare 'encoding: utf-16'")]
    [InlineData("utf-16BE", "declare 'encoding: utf-16BE'")]
    public async Task Utf_16_without_a_mark_is_recognised(string encoding, string hint)
    {
        await _bed.SucceedAsync();
        var bytes = Encoding.GetEncoding(encoding).GetBytes(ShopProject.Orders);
        await FailsAloneAsync(bytes, hint);
        // In the other formats too.
        foreach (var format in new[] { "ndjson", "json" })
        {
            _bed.Write(
                "shop/sources.yml",
                Sources().Replace("- name: orders", $"- name: orders\n        file: orders.csv\n        format: {format}"));
            await FailsAloneAsync(bytes, hint);
        }

        _bed.Write("shop/sources.yml", Sources().Replace("- name: orders", $"- name: orders\n        encoding: {encoding}"));
        await _bed.SucceedAsync();
    }

    [Theory]
    [InlineData("ndjson", """{"id": 1, "ex\u0000tra": 2, "in": {"n\u0000r": 3}}""")]
    [InlineData("json", """[{"id": 1, "ex\u0000tra": 2, "in": {"n\u0000r": 3}}]""")]
    public async Task A_property_with_a_nul_is_named_in_a_warning(string format, string text)
    {
        _bed.Write("shop/sources.yml", Sources() + $$"""

              - name: notes
                path: data
                format: {{format}}
                tables: [{name: things, file: things.txt, columns: [{name: id, type: bigint}]}]
            """).Write("data/things.txt", text);
        var report = await _bed.SucceedAsync();
        Assert.Contains(report.Warnings, w => w.Contains("ex\\u0000tra, in.n\\u0000r", StringComparison.Ordinal));
        Assert.Contains(
            "ex\\\\u0000tra", await _bed.ScalarAsync<string>("select warnings::text from ops.run"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_test_is_called_may_have_any_character()
    {
        _bed.Write("shop/models/gold/odd.sql", """
            /*
            tests:
              - expression: one > 1
                name: "no\0name"
            */
            select 1 as one
            """);
        var report = await _bed.RunAsync();
        Assert.Equal(RunStatus.Partial, report.Status);
        Assert.Equal("no\uFFFDname", await _bed.ScalarAsync<string>("select test from ops.latest_test where model = 'odd'"));
    }

    [Fact]
    public void Whatever_is_said_about_data_can_be_stored()
    {
        var said = DataText.About("a\0b \uD800", "c \uDC00\uD800 d\0 😀", default).After("\0: ");
        Assert.Equal(("\uFFFD: a\uFFFDb \uFFFD", "\uFFFD: c \uFFFD\uFFFD d\uFFFD 😀"), (said.Public, said.Full));
    }

    public void Dispose() => _bed.Dispose();

    private string Sources() => ShopSources ??= File.ReadAllText(Path.Combine(_bed.Project.Path, "shop/sources.yml"));

    private string? ShopSources { get; set; }

    private async Task FailsAloneAsync(byte[] orders, string problem)
    {
        Sources();
        await File.WriteAllBytesAsync(Path.Combine(_bed.Project.Path, "data/orders.csv"), orders);
        _bed.Write("data/stores.csv", $"id,name\n1,North\n2,South\n3,{Guid.NewGuid()}\n");
        var report = await _bed.RunAsync();
        Assert.Equal(RunStatus.Partial, report.Status);
        var failed = Assert.Single(report.Outcomes, o => o.Status == AttemptStatus.SourceFailed);
        Assert.Equal("shop__orders", failed.Node.Name);
        Assert.Contains("R100", failed.Detail, StringComparison.Ordinal);
        Assert.Contains("orders.csv", failed.Detail, StringComparison.Ordinal);
        Assert.Contains(problem, failed.Detail, StringComparison.Ordinal);
        Assert.Equal(AttemptStatus.Published, await _bed.AttemptAsync("shop__stores"));
    }
}
