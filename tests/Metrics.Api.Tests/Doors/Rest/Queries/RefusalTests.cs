using System.Net;
using Metrics.Api.Tests.Storefront;
using Npgsql;

namespace Metrics.Api.Tests.Doors.Rest.Queries;

/// <summary>Which status each refusal has, and how a saved query is explained.</summary>
public sealed class RefusalTests : IDisposable
{
    private const string Pages = "/api/v1/query?metrics=transactions_all_statuses&group_by=store&limit=5";
    private readonly StorefrontWarehouse _warehouse = new StorefrontWarehouse().Sample(400, 71);

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public async Task A_version_that_is_not_here_within_two_seconds_is_409()
    {
        using var api = new ApiHost(_warehouse.Refresh().ConnectionString);
        var problem = await api.RefusedAsync("/api/v1/query?metrics=transactions&min_data_version=999", HttpStatusCode.Conflict, "Q301");
        Assert.Contains(
            "publication 999 has not arrived yet; this process has 1", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await api.RefusedAsync("/api/v1/saved-queries/top_stores/result?min_data_version=999", HttpStatusCode.Conflict, "Q301");
    }

    [Fact]
    public async Task A_page_goes_on_in_its_version_after_a_publication_and_is_410_once_that_is_dropped()
    {
        using var api = new ApiHost(_warehouse.Refresh().ConnectionString);
        var (_, first) = await api.GetAsync(Pages);
        var next = $"{Pages}&page={first.GetProperty("meta").GetProperty("next").GetString()}";
        var (_, before) = await api.GetAsync(next);

        var transactions = Path.Combine(_warehouse.Data, "transactions.csv");
        var lines = await File.ReadAllLinesAsync(transactions);
        await File.WriteAllLinesAsync(transactions, lines[..50]);
        _warehouse.Refresh();
        Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync("/api/v1/query?metrics=transactions&min_data_version=2")).StatusCode);
        var (_, after) = await api.GetAsync(next);
        Assert.Equal(before.GetProperty("rows").GetRawText(), after.GetProperty("rows").GetRawText());
        Assert.Equal("1", after.GetProperty("meta").GetProperty("data_version").GetString());

        // As retention does first of all; later versions share the relation.
        await using var data = NpgsqlDataSource.Create(_warehouse.ConnectionString);
        await using (var drop = data.CreateCommand("delete from ops.table_version where model = 'fct_transactions' and version = 1"))
            await drop.ExecuteNonQueryAsync();
        await api.RefusedAsync(next, HttpStatusCode.Gone, "Q300");
        Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync(Pages)).StatusCode);
    }

    [Theory]
    [InlineData("1 / (amount - amount)", "division by zero")]
    [InlineData("(status || 'x')::integer", "a text that is not a value of the type it is cast to")]
    public async Task An_author_s_expression_that_fails_on_the_data_is_422_and_says_whose_it_is(string expression, string why)
    {
        _warehouse.Write("storefront/semantic/failing.yml", $$"""
            semantic_models:
              - name: failing
                model: ref('fct_transactions')
                entities: [{name: failing_row, type: primary, expr: transaction_id}]
                measures: [{name: failing_sum, agg: sum, expr: "{{expression}}", create_metric: true}]
            """).Refresh();
        using var api = new ApiHost(_warehouse.ConnectionString);
        foreach (var format in (string[])["json", "csv"])
        {
            var problem = await api.RefusedAsync(
                $"/api/v1/query?metrics=failing_sum&format={format}", HttpStatusCode.UnprocessableEntity, "E312");
            Assert.Contains(why, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Contains("author", problem.GetProperty("hint").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync("/api/v1/query?metrics=transactions")).StatusCode);
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("text/html")]
    [InlineData("application/json;q=0, text/csv;q=0")]
    [InlineData("application/xml, image/*;q=0.5")]
    public async Task A_format_that_is_not_written_here_is_406_unless_format_names_another(string accept)
    {
        using var api = new ApiHost(_warehouse.Refresh().ConnectionString);
        foreach (var path in (string[])["/api/v1/query?metrics=transactions", "/api/v1/saved-queries/top_stores/result"])
        {
            await api.RefusedAsync(path, HttpStatusCode.NotAcceptable, "Q105", r => r.Headers.TryAddWithoutValidation("Accept", accept));
            var format = path.Contains('?', StringComparison.Ordinal) ? "&format=json" : "?format=json";
            var (named, _) = await api.GetAsync(path + format, r => r.Headers.TryAddWithoutValidation("Accept", accept));
            Assert.Equal(HttpStatusCode.OK, named.StatusCode);
        }
    }

    [Fact]
    public async Task A_saved_query_is_explained_as_it_is_answered()
    {
        using var api = new ApiHost(_warehouse.Refresh().ConnectionString);
        const string Path = "/api/v1/saved-queries/top_stores";
        var (_, before) = await api.GetAsync($"{Path}/explain?where=store__country%20is%20not%20null");
        Assert.False(before.GetProperty("cache").GetProperty("hit").GetBoolean());
        Assert.Contains("store__country", before.GetProperty("resolved").GetString(), StringComparison.Ordinal);
        await api.GetAsync($"{Path}/result?where=store__country%20is%20not%20null");
        var (_, after) = await api.GetAsync($"{Path}/explain?where=store__country%20is%20not%20null");
        Assert.True(after.GetProperty("cache").GetProperty("hit").GetBoolean());
        Assert.Equal(before.GetProperty("sql").GetString(), after.GetProperty("sql").GetString());
        var problem = await api.RefusedAsync("/api/v1/saved-queries/top_store/explain", HttpStatusCode.NotFound, "Q202");
        Assert.Equal("top_stores", problem.GetProperty("candidates")[0].GetString());
    }

    [Theory]
    [InlineData("store__city = Zurich", "Q201", "store__city = 'Zurich'")]
    [InlineData("store__city between Bern and Zurich", "Q201", "store__city between 'Bern' and 'Zurich'")]
    [InlineData("store__city = Zürich", "Q101", "store__city = 'Zürich'")]
    [InlineData("store__city in (Bern, Zürich)", "Q101", "store__city in ('Bern', …)")]
    [InlineData("transactions > 1 and store__city = Bern", "Q201", "store__city = 'Bern'")]
    public async Task A_text_without_quotes_is_refused_with_the_piece_as_it_has_to_be(string where, string code, string piece)
    {
        using var api = new ApiHost(_warehouse.Refresh().ConnectionString);
        var escaped = Uri.EscapeDataString(where);
        foreach (var path in (string[])
        [
            $"/api/v1/query?metrics=transactions&group_by=store__city&where={escaped}",
            $"/api/v1/query?group_by=store__city&where={escaped}",
            $"/api/v1/saved-queries/top_stores/result?where={escaped}",
            $"/api/v1/explain?metrics=transactions&where={escaped}",
        ])
        {
            var problem = await api.RefusedAsync(
                path, code == "Q101" ? HttpStatusCode.BadRequest : HttpStatusCode.UnprocessableEntity, code);
            Assert.StartsWith(
                $"texts are written in single quotes: {piece}", problem.GetProperty("hint").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_text_without_quotes_in_a_file_of_definitions_is_told_at_its_place()
    {
        const string File = "storefront/semantic/unquoted.yml";
        _warehouse.Write(File, """
            saved_queries:
              - name: of_bern
                config: {meta: {metrics: {query: {metrics: [transactions]}, where: ["store__city = Bern"]}}}
            """);
        var said = _warehouse.Refresh(3);
        Assert.Contains($"catalog: {File}:", said, StringComparison.Ordinal);
        Assert.Contains("there is no metric, dimension, entity or time 'Bern'", said, StringComparison.Ordinal);
        Assert.Contains("texts are written in single quotes: store__city = 'Bern'", said, StringComparison.Ordinal);
    }
}
