using System.Net;
using System.Net.Sockets;
using System.Text;
using Metrics.Answering.Admission;
using Metrics.Api.Tests.Storefront;
using Metrics.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Metrics.Api.Tests.Load;

/// <summary>Connections of clients that read or write too slowly are closed and hold up no other caller.</summary>
public sealed class SlowClientTests(SlowClientTests.LargeStorefront storefront) : IClassFixture<SlowClientTests.LargeStorefront>
{
    private const string Wide = "/api/v1/query?metrics=transactions_all_statuses,transacted_amount,average_transacted_amount"
        + "&order_by=metric_time__second&group_by=store,store__name,store__city,transaction,transaction__product_name"
        + ",transaction__category_name,metric_time__second&format=ndjson";

    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);
    private readonly StorefrontWarehouse _warehouse = storefront.Warehouse;

    [Fact]
    public async Task Streams_that_nobody_reads_are_broken_off_and_those_who_wait_are_served()
    {
        using var api = new ApiHost(
            _warehouse.ConnectionString, ("Metrics:MaxRows", "100"), ("Metrics:Streams", "2"), ("Metrics:StreamsPerCaller", "2"),
            ("Metrics:StallSeconds", "1"));
        var expected = (await api.Client.GetStringAsync(Wide)).Length;
        var stalled = new List<Socket>();
        for (var i = 0; i < 3; i++)
            stalled.Add(await AskAsync(api, $"GET {Wide} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        await UntilAsync(() => Task.FromResult(Streams(api) == 2));
        Assert.Equal(expected, (await api.Client.GetStringAsync(Wide)).Length);
        await BegunAsync(stalled);
        await UntilAsync(async () => Streams(api) == 0 && await AtWorkAsync() == 0);
        foreach (var socket in stalled)
        {
            using (socket)
            {
                // What had left before is there; the end of the body never is.
                var text = await TextAsync(socket);
                Assert.StartsWith("HTTP/1.1 200 ", text, StringComparison.Ordinal);
                Assert.DoesNotContain("\r\n0\r\n\r\n", text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_stream_that_takes_too_long_altogether_is_broken_off()
    {
        using var api = new ApiHost(
            _warehouse.ConnectionString, ("Metrics:MaxRows", "100"), ("Metrics:StallSeconds", "600"), ("Metrics:StreamSeconds", "1"));
        await UntilAsync(async () => await AtWorkAsync() == 0);
        using var socket = await AskAsync(api, $"GET {Wide} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await BegunAsync([socket]);
        await UntilAsync(async () => Streams(api) == 0 && await AtWorkAsync() == 0);
        Assert.DoesNotContain("\r\n0\r\n\r\n", await TextAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_cannot_have_all_streams()
    {
        using var api = new ApiHost(
            _warehouse.ConnectionString, ("Metrics:MaxRows", "100"), ("Metrics:Streams", "2"), ("Metrics:StreamsPerCaller", "1"),
            ("Metrics:StreamWaitSeconds", "1"));
        var key = _warehouse.Key();
        await UntilAsync(async () =>
            (await api.GetAsync("/api/v1/metrics", r => r.Headers.Add("X-Api-Key", key))).Response.StatusCode == HttpStatusCode.OK);
        await UntilAsync(async () => await AtWorkAsync() == 0);
        using var stalled = await AskAsync(api, $"GET {Wide} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await BegunAsync([stalled]);
        var refused = await api.RefusedAsync(Wide, HttpStatusCode.TooManyRequests, "A429");
        Assert.Equal("this caller has all its 1 streams open, and none of them ended in 1 s", refused.GetProperty("detail").GetString());
        using var request = new HttpRequestMessage(HttpMethod.Get, Wide) { Headers = { { "X-Api-Key", key } } };
        Assert.Equal(HttpStatusCode.OK, (await api.Client.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("ndjson", 64_000_000)]
    [InlineData("csv", 16_000_000)]
    [InlineData("xlsx", 16_000_000)]
    public async Task A_stream_beyond_the_bytes_of_its_key_is_refused_before_anything_is_sent(string format, int bytes)
    {
        using var api = new ApiHost(_warehouse.ConnectionString, ("Metrics:MaxRows", "100"));
        var question = Wide.Replace("ndjson", format, StringComparison.Ordinal);
        var (narrow, wide) = (_warehouse.Key("--max-bytes", "1000000"), _warehouse.Key("--max-bytes", $"{bytes}"));
        await UntilAsync(async () => (await KeyedAsync(narrow)).StatusCode == HttpStatusCode.RequestEntityTooLarge);
        await UntilAsync(async () => (await KeyedAsync(wide)).StatusCode == HttpStatusCode.OK);
        await api.RefusedAsync(question, HttpStatusCode.RequestEntityTooLarge, "E331", r => r.Headers.Add("X-Api-Key", narrow));
        Assert.InRange((await (await KeyedAsync(wide)).Content.ReadAsByteArrayAsync()).Length, 1_000_001, bytes);

        async Task<HttpResponseMessage> KeyedAsync(string key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, question) { Headers = { { "X-Api-Key", key } } };
            return await api.Client.SendAsync(request);
        }
    }

    [Fact]
    public async Task A_large_answer_that_is_ready_is_broken_off_too_when_nobody_reads_it()
    {
        using var api = new ApiHost(_warehouse.ConnectionString, ("Metrics:StallSeconds", "1"));
        var expected = (await api.Client.GetStringAsync(Wide)).Length;
        using var socket = await AskAsync(api, $"GET {Wide} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        // Reading begins when it is over: whatever is there then is all there will ever be.
        await UntilAsync(() => Task.FromResult(IsReset(socket)));
        Assert.Equal(expected, (await api.Client.GetStringAsync(Wide)).Length);
    }

    [Theory]
    [InlineData("/api/v1/query", 100)]
    [InlineData("/api/v1/query/batch", 100)]
    [InlineData("/api/v1/explain", 100)]
    [InlineData("/graphql", 100_000)]
    [InlineData("/api/v1/runs", 100)]
    public async Task A_body_that_comes_too_slowly_is_408(string path, int length)
    {
        using var api = new ApiHost(_warehouse.ConnectionString);
        // Runs are asked for with a key alone.
        using var socket = await AskAsync(api, Begun(path, length, $"X-Api-Key: {storefront.Key}\r\n"));
        var text = await TextAsync(socket);
        Assert.StartsWith("HTTP/1.1 408 ", text, StringComparison.Ordinal);
        Assert.Contains("Q108", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_still_writes_too_large_a_body_sees_that_it_is_413(bool chunked)
    {
        using var api = new ApiHost(_warehouse.ConnectionString);
        var body = new byte[4 * 1024 * 1024];
        Array.Fill(body, (byte)' ');
        var length = chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {body.Length}";
        var head = $"POST /api/v1/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{length}\r\n\r\n";
        for (var times = 0; times < 10; times++)
        {
            using var socket = await AskAsync(api, chunked ? $"{head}{body.Length:x}\r\n" : head);
            for (var sent = 0; sent < body.Length;)
                sent += await socket.SendAsync(body.AsMemory(sent));
            if (chunked)
                await socket.SendAsync("\r\n0\r\n\r\n"u8.ToArray());
            socket.Shutdown(SocketShutdown.Send);
            var text = await TextAsync(socket);
            Assert.StartsWith("HTTP/1.1 413 ", text, StringComparison.Ordinal);
            Assert.Contains("Q104", text, StringComparison.Ordinal);
        }
    }

    // A request whose body has begun.
    private static string Begun(string path, int length, string headers = "") =>
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{{\"m";

    private static async Task<Socket> AskAsync(ApiHost api, string request)
    {
        // As little room as the system gives, so that what is not read stays with the server.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(IPAddress.Loopback, api.Client.BaseAddress!.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        return socket;
    }

    private static async Task<string> TextAsync(Socket socket)
    {
        var (text, buffer) = (new StringBuilder(), new byte[64 * 1024]);
        using var patience = new CancellationTokenSource(TimeLimit);
        try
        {
            for (int read; (read = await socket.ReceiveAsync(buffer, patience.Token)) > 0;)
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The server broke it off.
        }

        return text.ToString();
    }

    private static bool IsReset(Socket socket)
    {
        // Zero bytes are taken by a connection that stands, and refused by one that was reset.
        try
        {
            return socket.Poll(0, SelectMode.SelectError)
                || (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! != 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    // A statement may be stopped and begun again before its first rows; from then on it has its place.
    private static Task BegunAsync(List<Socket> sockets) => UntilAsync(() => Task.FromResult(sockets.TrueForAll(s => s.Available > 0)));

    // PostgreSQL is done as soon as its rows are on their way, which may hold all of them; the service is when the client has its answer or
    // was broken off.
    private static int Streams(ApiHost api) => api.Services.GetRequiredService<Lanes>().StateOf(Lane.Stream).AtWork;

    // PostgreSQL shows the first kilobyte of a statement, and so not its end.
    private async Task<long> AtWorkAsync()
    {
        await using var connection = new NpgsqlConnection(_warehouse.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            select count(*) from pg_stat_activity
            where application_name = 'metrics-api' and state = 'active' and query like '%transacted_amount%'
              and datname = current_database()
            """,
            connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static Task UntilAsync(Func<Task<bool>> reachedAsync) =>
        Eventually.HoldsAsync(reachedAsync, "it did not come to that", TimeLimit);

    /// <summary>A storefront whose transactions make an answer larger than the socket buffers on its way.</summary>
    public sealed class LargeStorefront : IDisposable
    {
        public LargeStorefront() => Key = Warehouse.Key("--scopes", "query,catalog,run");

        public StorefrontWarehouse Warehouse { get; } = new StorefrontWarehouse().Sample(60_000, 62).Refresh();

        public string Key { get; }

        public void Dispose() => Warehouse.Dispose();
    }
}
