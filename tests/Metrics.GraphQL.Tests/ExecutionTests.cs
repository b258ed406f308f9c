using System.Text.Json;
using System.Text.Json.Nodes;
using Metrics.GraphQL.Execution;
using Metrics.GraphQL.Types;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Tests;

public sealed class ExecutionTests
{
    [Fact]
    public async Task The_selection_reaches_the_resolver_after_directives_and_fragments()
    {
        var selected = new List<string>();
        var schema = Table(context =>
        {
            selected.AddRange(context.Selection.Select(
                f => $"{f.ResponseKey}={f.Name}({string.Join(",", f.Arguments.Select(a => $"{a.Key}:{a.Value}"))}) {f.Tag}"));
            return Array.Empty<object>();
        });
        await Ask.Async(schema, """
            query ($no: Boolean = false, $grain: String) {
              data { country ...rest month: time(grain: $grain) amount @include(if: $no) ... @skip(if: true) { country } }
            }
            fragment rest on Row { amount country time(grain: "day") }
            """, new JsonObject { ["grain"] = "month" });
        Assert.Equal(
            ["country=country() dimension", "amount=amount() metric", "time=time(grain:day) time", "month=time(grain:month) time"],
            selected);
    }

    [Fact]
    public async Task Siblings_that_agree_are_answered_by_one_query()
    {
        var queries = 0;
        var schema = Table(async (context, ct) =>
        {
            var agreeing = context.Siblings.Count(
                f => f.Name == "data" && Equals(f.Argument<string>("where"), context.Argument<string>("where")));
            var rows = await context.OnceForSiblings(context.Argument<string>("where") ?? "", async () =>
            {
                Interlocked.Increment(ref queries);
                await Task.Yield();
                return new[] { new Dictionary<string, object?> { ["country"] = context.Argument<string>("where"), ["amount"] = agreeing } };
            });
            context.AppendExtension("answers", new Dictionary<string, object?> { ["path"] = context.Path, ["rows"] = rows.Length });
            return rows;
        });
        var response = await Ask.Async(
            schema, """{ a: data(where: "x") { country amount } b: data(where: "y") { amount } c: data(where: "x") { country } }""");
        Assert.Equal(2, queries);
        Assert.Equal("""{"a":[{"country":"x","amount":2}],"b":[{"amount":1}],"c":[{"country":"x"}]}""", response["data"]!.ToJsonString());
        Assert.Equal(
            """{"answers":[{"path":["a"],"rows":1},{"path":["b"],"rows":1},{"path":["c"],"rows":1}]}""",
            response["extensions"]!.ToJsonString());
    }

    [Fact]
    public async Task Siblings_wait_side_by_side()
    {
        var started = 0;
        var both = new TaskCompletionSource();
        var schema = Table(async (_, ct) =>
        {
            // Each ends only when the other has begun.
            if (Interlocked.Increment(ref started) == 2)
                both.SetResult();
            await both.Task.WaitAsync(ct);
            return Array.Empty<object>();
        });
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var response = await new GraphQLEngine(new EngineOptions()).ExecuteAsync(
            schema, Ask.Request("{ a: data { country } b: data { country } }"), null, limit.Token);
        Assert.True(response.HasData);
    }

    [Fact]
    public async Task A_resolver_may_report_an_error_beside_a_field_selected_below()
    {
        var schema = Table(context =>
        {
            context.ReportError("Unreachable.", new Dictionary<string, object?> { ["code"] = "Q210" }, context.Selection[1]);
            return null;
        });
        var response = await Ask.Async(schema, "{ data {\n country\n amount } }");
        Assert.Equal(
            """{"errors":[{"message":"Unreachable.","locations":[{"line":3,"column":2}],"path":["data","amount"],"""
            + "\"extensions\":{\"code\":\"Q210\"}}],\"data\":{\"data\":null}}",
            response.ToJsonString());
    }

    [Fact]
    public async Task What_nobody_translates_stays_hidden()
    {
        var schema = Table(_ => throw new InvalidOperationException("password=secret"));
        var seen = new List<Exception>();
        var engine = new GraphQLEngine(new EngineOptions
        {
            CodeOf = kind => kind == ErrorKind.Unexpected ? "E500" : null,
            Translate = e =>
            {
                seen.Add(e);
                return null;
            },
        });
        var response = Ask.Read(await engine.ExecuteAsync(schema, Ask.Request("{ data { country } }"), null, default));
        Assert.Equal(
            """[{"message":"Unexpected error.","locations":[{"line":1,"column":3}],"path":["data"],"extensions":{"code":"E500"}}]""",
            response["errors"]!.ToJsonString());
        Assert.Single(seen);
    }

    [Fact]
    public async Task Cancelling_ends_the_request()
    {
        using var source = new CancellationTokenSource();
        var schema = Table(async (_, ct) =>
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            return null;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await new GraphQLEngine(new EngineOptions()).ExecuteAsync(
                schema, Ask.Request("{ a: data { country } b: data { country } }"), null, source.Token));
    }

    [Fact]
    public async Task Leaves_of_every_kind_are_written_exactly()
    {
        var values = new object?[]
        {
            1, 2L, 1.5, 0.1f, 12345678901234567890.123456789m, "é\"<", true, null, JsonDocument.Parse("[1]").RootElement, new[] { 1, 2 },
        };
        var schema = Schema.Build([
            new ScalarDefinition("Any"),
            new ObjectDefinition("Query") { Fields = [new("values", "[Any]") { Resolve = (_, _) => new(values) }] },
        ]);
        var response = await new GraphQLEngine(new EngineOptions()).ExecuteAsync(schema, Ask.Request("{ values }"), null, default);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        response.WriteTo(output);
        Assert.Equal(
            """{"data":{"values":[1,2,1.5,0.1,12345678901234567890.123456789,"é\"<",true,null,[1],[1,2]]}}""",
            System.Text.Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public async Task Custom_scalars_read_digits_as_written()
    {
        var seen = new List<string?>();
        var schema = Schema.Build([
            new ScalarDefinition("Decimal")
            {
                Parse = input => input.Kind is ScalarInputKind.Text or ScalarInputKind.Integer or ScalarInputKind.Float
                    ? input.Text : throw new GraphQLException($"Decimal cannot be {input.Kind}."),
            },
            new ObjectDefinition("Query")
            {
                Fields =
                [
                    new("echo", "Int")
                    {
                        Arguments = [new("of", "[Decimal]")],
                        Resolve = (context, _) =>
                        {
                            seen.AddRange(context.Argument<IReadOnlyList<object?>>("of")!.Cast<string?>());
                            return new((object?)null);
                        },
                    },
                ],
            },
        ]);
        await Ask.Async(
            schema, "query ($v: Decimal) { echo(of: [1.10, 99999999999999999999, \"2.50\", $v]) }",
            new JsonObject { ["v"] = JsonNode.Parse("3.140") });
        Assert.Equal(["1.10", "99999999999999999999", "2.50", "3.140"], seen);
        var refused = await Ask.Async(schema, "{ echo(of: true) }");
        Assert.Equal("Decimal cannot be Boolean.", refused["errors"]![0]!["message"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"v": "\ud800"}""")]
    [InlineData("""{"v": {"\ud800": 1}}""")]
    [InlineData("""{"v": [{"a": "x\udfff"}]}""")]
    public async Task Variables_that_are_no_text_are_refused(string variables)
    {
        var request = Ask.Request("query ($v: Json) { json(value: $v) }") with { Variables = JsonDocument.Parse(variables).RootElement };
        var response = await new GraphQLEngine(new EngineOptions()).ExecuteAsync(TestSchema.Zoo.Schema, request, new Pace(false), default);
        Assert.Equal(ErrorKind.Variable, Assert.Single(response.Errors).Kind);
    }

    [Fact]
    public async Task A_scalar_that_fails_on_a_value_refuses_it()
    {
        var schema = Schema.Build([
            new ScalarDefinition("Date")
            {
                Parse = input => DateOnly.Parse(input.Text!, System.Globalization.CultureInfo.InvariantCulture),
            },
            new ObjectDefinition("Query") { Fields = [new("on", "Int") { Arguments = [new("date", "Date")], Resolve = (_, _) => new(1) }] },
        ]);
        var literal = await Ask.Async(schema, "{ on(date: \"soon\") }");
        Assert.Equal("Date cannot represent value: \"soon\"", literal["errors"]![0]!["message"]!.GetValue<string>());
        var variable = await Ask.Async(schema, "query ($d: Date) { on(date: $d) }", new JsonObject { ["d"] = "soon" });
        Assert.Equal(
            "Variable \"$d\" got invalid value \"soon\"; Date cannot represent value: \"soon\"",
            variable["errors"]![0]!["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Text_that_cannot_be_written_does_not_end_the_response()
    {
        var response = await Ask.Async(
            Table(_ => new[] { new Dictionary<string, object?> { ["country"] = "a\ud800b" } }), "{ data { country } }");
        Assert.Equal("a\ufffdb", response["data"]!["data"]![0]!["country"]!.GetValue<string>());
    }

    private static Schema Table(Func<ResolveContext, object?> resolve) => Table((context, _) => new(resolve(context)));

    private static Schema Table(Resolver resolve) => Schema.Build([
        new ObjectDefinition("Row")
        {
            Fields =
            [
                new("country", "String") { Tag = "dimension" },
                new("amount", "Int") { Tag = "metric" },
                new("time", "String") { Tag = "time", Arguments = [new("grain", "String")] },
            ],
        },
        new ObjectDefinition("Query") { Fields = [new("data", "[Row!]") { Arguments = [new("where", "String")], Resolve = resolve }] },
    ]);
}
