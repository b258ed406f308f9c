using System.Net;
using System.Text;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Api.Tests.Doors.Rest.Queries;

/// <summary>Limits of a question, and what happens to one for which no caller waits any more.</summary>
public sealed class LimitTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>
{
    private const string ByStore = "/api/v1/query?metrics=transactions_all_statuses&group_by=store";
    private const string Waiting =
        "select count(*) from pg_stat_activity where application_name = 'metrics-api' and wait_event_type = 'Lock' and datname = "
        + "current_database()";
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(90);

    private string Connection => storefront.Warehouse.ConnectionString;

    [Theory]
    [InlineData("Metrics:MaxRows", "5", "E330")]
    [InlineData("Metrics:MaxBytes", "300", "E331")]
    public async Task A_JSON_answer_beyond_a_cap_is_413_and_one_within_is_an_answer(string setting, string value, string code)
    {
        using var api = new ApiHost(Connection, (setting, value));
        // The second time it is known without a statement.
        for (var times = 0; times < 2; times++)
            await api.RefusedAsync(ByStore, HttpStatusCode.RequestEntityTooLarge, code);
        if (code == "E330")
            Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync($"{ByStore}&limit=5")).StatusCode);
    }

    /// <summary>The rows are within the cap, and what they are written as is not: names, layout, meta and sheets take bytes, too.</summary>
    [Theory]
    [InlineData($"{ByStore}&limit=5&order_by=store")]
    [InlineData($"{ByStore}&limit=5&order_by=store&layout=objects")]
    [InlineData("/api/v1/saved-queries/top_stores/result")]
    public async Task An_answer_is_413_from_the_first_byte_of_its_body_that_is_too_many(string question)
    {
        using var free = new ApiHost(Connection);
        var length = (await free.Client.GetByteArrayAsync(question)).Length;
        using var narrow = new ApiHost(Connection, ("Metrics:MaxBytes", $"{length - 1}"));
        using var wide = new ApiHost(Connection, ("Metrics:MaxBytes", $"{10 * length}"));
        for (var times = 0; times < 2; times++)
        {
            await narrow.RefusedAsync(question, HttpStatusCode.RequestEntityTooLarge, "E331");
            Assert.Equal(length, (await wide.Client.GetByteArrayAsync(question)).Length);
        }
    }

    [Fact]
    public async Task A_workbook_beyond_the_cap_of_answers_that_are_held_is_streamed_whole()
    {
        const string Workbook = $"{ByStore}&limit=5&order_by=store&format=xlsx";
        using var free = new ApiHost(Connection);
        var length = (await free.Client.GetByteArrayAsync(Workbook)).Length;
        using var narrow = new ApiHost(Connection, ("Metrics:MaxBytes", $"{length - 1}"));
        for (var times = 0; times < 2; times++)
            Assert.True((await narrow.Client.GetByteArrayAsync(Workbook)).Length >= length - 100);
    }

    [Fact]
    public async Task A_batch_says_which_of_its_answers_is_too_large_and_gives_the_others()
    {
        const string Batch =
            """
            {"queries": [
              {"metrics": ["transactions_all_statuses"], "group_by": ["store"], "layout": "objects"}, {"metrics": ["transactions"]}]}
            """;
        using var free = new ApiHost(Connection);
        var one = (await free.Client.GetByteArrayAsync($"{ByStore}&layout=objects")).Length;
        using var api = new ApiHost(Connection, ("Metrics:MaxBytes", $"{one - 1}"));
        for (var times = 0; times < 2; times++)
        {
            using var content = new StringContent(Batch, Encoding.UTF8, "application/json");
            using var response = await api.Client.PostAsync("/api/v1/query/batch", content);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var text = await response.Content.ReadAsStringAsync();
            Assert.Contains("E331", text, StringComparison.Ordinal);
            Assert.Contains("\"answer\"", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_body_beyond_a_mebibyte_is_413_with_and_without_a_declared_length()
    {
        using var api = new ApiHost(Connection);
        foreach (var chunked in (bool[])[false, true])
        {
            using var response = await TooLargeAsync(api, chunked);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
            Assert.Contains("Q104", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Conditions_that_would_keep_a_core_for_seconds_are_refused_before_they_are_bound()
    {
        using var api = new ApiHost(Connection);
        var lookups = string.Join(
            " or ", Enumerable.Range(0, 51).Select(i => $"{{{{ Metric('transactions', group_by=['store']) }}}} > {i}"));
        await RefusedAsync($$"""{"metrics": ["transactions"], "where": ["{{lookups}}"]}""");
        var values = string.Join(", ", Enumerable.Range(0, 20_000));
        var metrics = string.Join(", ", Enumerable.Range(0, 60).Select(i => $$"""{"name": "transactions", "as": "a{{i}}"}"""));
        await RefusedAsync($$"""{"metrics": [{{metrics}}], "where": ["transaction in ({{values}})"]}""");

        async Task RefusedAsync(string body)
        {
            foreach (var path in (string[])["/api/v1/query", "/api/v1/explain"])
            {
                using var content = new StringContent(body, Encoding.UTF8, "application/json");
                using var response = await api.Client.PostAsync(path, content);
                Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
                Assert.Contains("Q101", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_question_that_takes_too_long_is_504_and_its_statement_is_ended()
    {
        using var api = new ApiHost(Connection, ("Metrics:QueryTimeoutSeconds", "1"));
        await using var locked = await LockedAsync();
        await api.RefusedAsync(ByStore, HttpStatusCode.GatewayTimeout, "E320");
        await NobodyWaitsAsync(0);
    }

    [Fact]
    public async Task A_caller_that_goes_away_ends_its_statement()
    {
        using var api = new ApiHost(Connection);
        await using var locked = await LockedAsync();
        using var patience = new CancellationTokenSource();
        var asking = api.Client.GetAsync(ByStore, patience.Token);
        await NobodyWaitsAsync(1);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await NobodyWaitsAsync(0);
    }

    // Someone else holds every version of the facts, so that whoever reads them waits.
    private async Task<NpgsqlConnection> LockedAsync()
    {
        var connection = new NpgsqlConnection(Connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("begin; lock table store.fct_transactions_v1 in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task NobodyWaitsAsync(long expected)
    {
        await using var connection = new NpgsqlConnection(Connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Waiting, connection);
        await Eventually.IsAsync(
            async () => (long)(await command.ExecuteScalarAsync())!, found => found == expected,
            found => $"{found} statements wait, not {expected}", TimeLimit);
    }

    // It is refused before it was read, so the connection may end while the caller still writes: then he never sees the answer, and asks
    // again.
    private static async Task<HttpResponseMessage> TooLargeAsync(ApiHost api, bool chunked)
    {
        for (var again = 0; ; again++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/query")
            {
                Content = new StringContent(new string(' ', 1_048_577), Encoding.UTF8, "application/json"),
            };
            request.Headers.TransferEncodingChunked = chunked;
            request.Headers.ExpectContinue = true;
            try
            {
                return await api.Client.SendAsync(request);
            }
            catch (HttpRequestException) when (again < 50)
            {
            }
        }
    }
}
