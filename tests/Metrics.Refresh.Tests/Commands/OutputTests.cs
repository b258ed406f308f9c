using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Metrics.Refresh.Tests.Runs;

namespace Metrics.Refresh.Tests.Commands;

/// <summary>What a run writes into a pipe.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    [Fact]
    public async Task A_run_in_a_pipe_is_plain_lines_without_one_for_every_table_that_is_as_it_was()
    {
        var first = await SaidAsync("run");
        Assert.Contains("sales built: version 1,", first, StringComparison.Ordinal);
        Assert.Contains("Run succeeded: publication 1,", first, StringComparison.Ordinal);
        Assert.DoesNotContain("{", first, StringComparison.Ordinal);
        var lines = (await SaidAsync("run")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, l => l.EndsWith(" tables unchanged", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("Run succeeded: nothing to publish,", StringComparison.Ordinal));
        Assert.True(lines.Length <= 4, string.Join('\n', lines));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Json_is_written_where_it_is_asked_for_with_every_text_once(bool byVariable)
    {
        if (byVariable)
            _bed.Project.Environment["METRICS_LOG_FORMAT"] = "json";
        var said = await SaidAsync(byVariable ? ["run"] : ["run", "--log-format", "json"]);
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        var sales = Assert.Single(lines, l => l.GetProperty("message").GetString()!.StartsWith("sales built", StringComparison.Ordinal));
        Assert.Equal(1, sales.GetProperty("Version").GetInt64());
        Assert.Equal("Information", sales.GetProperty("level").GetString());
        Assert.All(lines, l => Assert.Single(l.EnumerateObject(), p => p.Value.ToString() == l.GetProperty("message").GetString()));
        Assert.DoesNotContain("null", await SaidAsync("run", "--log-format", "json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "run")]
    [InlineData(1, "plan")]
    [InlineData(1, "keys", "list")]
    [InlineData(0, "serve")]
    public async Task Whoever_is_told_to_stop_before_anything_has_begun_stops_quietly(int expected, params string[] arguments)
    {
        // A server that takes the connection and says nothing.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        _bed.Project.Environment["ConnectionStrings__Warehouse"] =
            $"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=nobody;Database=none;Timeout=600";
        using var process = RefreshProcess.Start(_bed, arguments);
        using var connection = await silent.AcceptTcpClientAsync();
        process.Terminate();
        var (code, said) = await process.EndAsync();
        Assert.Equal((expected, false), (code, said.Contains("Unhandled", StringComparison.Ordinal)));
        Assert.Equal(expected == 0 ? "" : "stopped", said.Trim());
    }

    [Theory]
    [InlineData(2, "C111", "run", "--log-format", "json")]
    [InlineData(2, "C111", "plan", "--log-format", "json")]
    [InlineData(2, "C111", "validate", "--log-format", "json")]
    public async Task An_error_is_an_object_where_json_is_asked_for(int expected, string problem, params string[] arguments)
    {
        _bed.Write("shop/models/gold/sales.sql", "/* key: region */ select * from {{ ref('fct_oders') }}");
        using var process = RefreshCommand.Start(_bed, arguments);
        var (code, said) = await process.EndAsync();
        Assert.Equal(expected, code);
        var line = Assert.Single(Objects(said), o => o.TryGetProperty("code", out var id) && id.GetString() == problem);
        Assert.Equal("Error", line.GetProperty("level").GetString());
        Assert.Equal(("shop/models/gold/sales.sql", 1), (line.GetProperty("file").GetString(), line.GetProperty("line").GetInt32()));
        Assert.Equal("fct_orders", line.GetProperty("candidates").GetString());
        Assert.DoesNotContain("sales.sql:", line.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_is_a_wrong_word_on_the_command_line_and_a_missing_connection_and_what_keys_say_beside_the_key()
    {
        _bed.Project.Environment["METRICS_LOG_FORMAT"] = "json";
        using (var process = RefreshCommand.Start(_bed, "runn", "--selectt", "x"))
        {
            var (code, said) = await process.EndAsync();
            Assert.Equal(2, code);
            Assert.All(Objects(said), o => Assert.Equal("Error", o.GetProperty("level").GetString()));
            Assert.Contains(Objects(said), o => o.GetProperty("message").GetString()!.Contains("runn", StringComparison.Ordinal));
        }

        using (var process = RefreshCommand.Start(_bed, "keys", "create", "--name", "one"))
        {
            var lines = (await process.EndAsync()).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.StartsWith("mk_", lines[0], StringComparison.Ordinal);
            Assert.Equal("Information", Assert.Single(Objects(string.Join('\n', lines[1..]))).GetProperty("level").GetString());
        }

        _bed.Project.Environment["ConnectionStrings__Warehouse"] = "";
        using (var process = RefreshCommand.Start(_bed, "roles"))
        {
            var (code, said) = await process.EndAsync();
            Assert.Equal(1, code);
            Assert.StartsWith(
                "ConnectionStrings__Warehouse is not set", Assert.Single(Objects(said)).GetProperty("message").GetString(),
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(2, "", "run", "--project", "/no/such/folder")]
    [InlineData(2, "", "validate", "--project", "/no/such/folder")]
    [InlineData(2, "", "serve", "--project", "/no/such/folder")]
    [InlineData(2, "", "run", "--environment", "nosuch")]
    [InlineData(2, "", "run", "--select", "nosuch")]
    [InlineData(2, "", "run", "--nosuch")]
    [InlineData(2, "", "keys")]
    [InlineData(2, "", "cancel", "nothing")]
    [InlineData(2, "", "cancel", "00000000-0000-0000-0000-000000000001")]
    [InlineData(2, "", "run", "--log-format", "xml")]
    [InlineData(2, "", "init", "/proc/metrics")]
    [InlineData(2, "", "init", "new", "--from", "/no/such/folder")]
    [InlineData(1, "Host=127.0.0.1;Port=1;Username=x;Database=y", "run")]
    [InlineData(1, "nonsense", "run")]
    public async Task A_fault_ends_with_the_same_code_and_is_objects_only_where_json_is_asked_for(
        int expected, string connection, params string[] arguments)
    {
        if (connection.Length > 0)
            _bed.Project.Environment["ConnectionStrings__Warehouse"] = connection;
        using (var plain = RefreshCommand.Start(_bed, arguments))
            Assert.Equal(expected, (await plain.EndAsync()).ExitCode);
        _bed.Project.Environment["METRICS_LOG_FORMAT"] = "json";
        using var process = RefreshCommand.Start(_bed, arguments);
        var (code, said) = await process.EndAsync();
        Assert.Equal(expected, code);
        Assert.Contains(Objects(said), o => o.GetProperty("level").GetString() == "Error");
    }

    [Theory]
    [InlineData("error: unknown option '--selct'; did you mean --select?|       see 'run --help'", "run", "--selct", "x")]
    [InlineData("error: unknown option '--foo'|       see 'run --help'", "run", "--foo=hush")]
    [InlineData("error: unknown option '--data-only'|       see 'validate --help'", "validate", "--data-only")]
    [InlineData("error: unknown option '--form'; did you mean --from?|       see 'init --help'", "init", "x", "--form", "y")]
    [InlineData("error: unknown option '--form'; did you mean --from?|       see 'init --help'", "init", "--form", "y")]
    [InlineData("error: unknown option '--form'; did you mean --from?|       see 'init --help'", "init", "--form")]
    [InlineData("error: unknown option '--projct'; did you mean --project?|       see 'plan --help'", "plan", "--projct", "y")]
    [InlineData(
        "error: unknown option '--modl'; did you mean --model?|       see 'policies explain --help'", "policies", "explain", "--modl")]
    [InlineData("error: unknown command 'lst'; did you mean list?|       commands: create, list, revoke; see 'keys --help'", "keys", "lst")]
    [InlineData("error: unknown argument 'now'|       see 'serve --help'", "serve", "now")]
    [InlineData("error: unknown option '-x'|       see 'init --help'", "init", "-x")]
    [InlineData("error: Required argument missing for option: '--from'.|       see 'init --help'", "init", "shop", "--from")]
    [InlineData("error: a value is empty ('')|       see 'init --help'", "init", "")]
    [InlineData("error: a value is empty ('')|       see 'init --help'", "init", "shop", "--from", "")]
    [InlineData("error: rollback takes a whole number, not 'abc'|       see 'rollback --help'", "rollback", "abc")]
    [InlineData(
        "error: --version takes a whole number, not 'x'|       see 'rollback --help'", "rollback", "--model", "a", "--version", "x")]
    [InlineData("error: unknown option '--to'|       see 'rollback --help'", "rollback", "--to", "-1")]
    [InlineData("error: unknown option '-1'|       see 'rollback --help'", "rollback", "-1")]
    [InlineData("error: unknown option '--yes'|       see 'rollback --help'", "rollback", "--yes")]
    [InlineData(
        "error: retry takes the id of a run, such as 0198f0c2-7d1e-7a44-9b1c-5f4e1d2c3b4a, not 'zzz'|       see 'retry --help'", "retry",
        "zzz")]
    [InlineData(
        "error: cancel takes the id of a run, such as 0198f0c2-7d1e-7a44-9b1c-5f4e1d2c3b4a, not 'zzz'|       see 'cancel --help'", "cancel",
        "zzz")]
    [InlineData("error: --max-rows takes a whole number, not 'x'|       see 'keys create --help'", "keys", "create", "--name", "a",
        "--max-rows", "x")]
    [InlineData("error: --from takes a time, such as 2026-01-31, not 'x'|       see 'backfill --help'", "backfill", "a", "--from", "x")]
    public async Task A_refused_word_is_two_lines_with_the_nearest_and_not_the_page_of_help(string said, params string[] arguments)
    {
        using var process = RefreshCommand.Start(_bed, arguments);
        Assert.Equal((2, said.Replace('|', '\n') + "\n"), await process.EndAsync());
    }

    [Theory]
    [InlineData("contries=ES", "warning: no policy of the project reads the attribute 'contries'; did you mean 'countries'?")]
    [InlineData("country=ES", "warning: no policy of the project reads the attribute 'country'; they read countries")]
    [InlineData("countries=ES", null)]
    public async Task A_key_with_an_attribute_that_no_policy_reads_is_made_with_a_warning(string attribute, string? warning)
    {
        _bed.Write("shop/semantic/orders.yml",
            """
            semantic_models:
              - name: orders
                model: ref('fct_orders')
                config: {meta: {metrics: {policies: [{rows: "order__status in {{ principal.countries }}"}]}}}
                entities: [{name: order, type: primary, expr: id}]
                dimensions: [{name: status, type: categorical}]
            """);
        using var process = RefreshCommand.Start(_bed, "keys", "create", "--name", "a", "--attribute", attribute);
        var (code, said) = await process.EndAsync();
        Assert.Equal(0, code);
        Assert.Contains("mk_", said, StringComparison.Ordinal);
        Assert.Equal(warning, said.Split('\n').SingleOrDefault(l => l.StartsWith("warning:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("rnu")]
    [InlineData("--log-format=text", "rnu", "--selct")]
    public async Task An_unknown_command_is_told_with_all_that_there_are(params string[] arguments)
    {
        using var process = RefreshCommand.Start(_bed, arguments);
        var (code, said) = await process.EndAsync();
        Assert.Equal(2, code);
        Assert.StartsWith(
            "error: unknown command 'rnu'; did you mean run?\n       commands: init, run, validate, ", said, StringComparison.Ordinal);
        Assert.EndsWith("; see '--help'\n", said, StringComparison.Ordinal);
        Assert.Equal(2, said.Count(c => c == '\n'));
    }

    [Fact]
    public async Task A_retry_tells_what_it_takes_up_as_the_run_tells_the_rest()
    {
        File.Delete(Path.Combine(_bed.Project.Path, "data/stores.csv"));
        using (var process = RefreshProcess.Start(_bed, "run", "--log-format", "json"))
            Assert.NotEqual(0, (await process.EndAsync()).ExitCode);
        _bed.Write("data/stores.csv", "id,name\n1,North\n2,South\n");
        Assert.Contains(Objects(await SaidAsync("retry", "--log-format", "json")),
            o => o.GetProperty("message").GetString()!.StartsWith("Retrying ", StringComparison.Ordinal));
        Assert.Single(Objects(await SaidAsync("retry", "--log-format", "json")));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("validate")]
    [InlineData("keys", "list")]
    public async Task A_format_of_the_log_that_nobody_knows_is_refused_with_those_that_are_known(params string[] arguments)
    {
        _bed.Project.Environment["METRICS_LOG_FORMAT"] = "xml";
        using (var process = RefreshCommand.Start(_bed, arguments))
            Assert.Equal((2, "error: METRICS_LOG_FORMAT is 'xml'; it takes text or json\n"), await process.EndAsync());
        // What the option says is what counts.
        using var chosen = RefreshCommand.Start(_bed, [.. arguments, "--log-format", "text"]);
        Assert.Equal(0, (await chosen.EndAsync()).ExitCode);
    }

    public void Dispose() => _bed.Dispose();

    private async Task<string> SaidAsync(params string[] arguments)
    {
        using var process = RefreshProcess.Start(_bed, arguments);
        var (code, said) = await process.EndAsync();
        Assert.True(code == 0, said);
        return said;
    }

    private static List<JsonElement> Objects(string said) =>
        said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
}
