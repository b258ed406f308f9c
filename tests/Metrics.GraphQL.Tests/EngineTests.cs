using System.Buffers;
using System.Text;
using System.Text.Json;
using Metrics.GraphQL.Preparation;
using Metrics.GraphQL.Types;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Tests;

public sealed class EngineTests
{
    private static readonly Schema Small = Schema.Build([
        new ObjectDefinition("Query")
        {
            Fields =
            [
                new("hello", "String") { Resolve = (_, _) => new("world") },
                new("list", "[Query]") { Resolve = (_, _) => new(Array.Empty<object>()), Cost = 5, Fanout = 10 },
            ],
        },
        new ObjectDefinition("Mutation") { Fields = [new("change", "Int") { Resolve = (_, _) => new(1) }] },
    ]);

    [Theory]
    [InlineData("{ hello }", 1)]
    [InlineData("{ a: list { list { hello } } }", 155)]
    [InlineData("{ list { ...f } } fragment f on Query { hello hello }", 25)]
    public async Task A_query_costs_what_its_fields_cost_times_the_lists_around_them(string document, int cost)
    {
        foreach (var (limit, isAllowed) in new[] { (cost, true), (cost - 1, false) })
        {
            var response = await Execute(document, new EngineOptions { MaxCost = limit });
            Assert.Equal(isAllowed, response.IsExecuted);
            if (!isAllowed)
                Assert.Equal(
                    $"The operation, fragments expanded, costs {cost}; {limit} is allowed.", Assert.Single(response.Errors).Message);
        }
    }

    [Theory]
    [InlineData("{ list { list { hello } } }", "nests 3 fields deep; 2 are allowed")]
    [InlineData("{ list { ...f } } fragment f on Query { list { hello } }", "nests 3 fields deep; 2 are allowed")]
    [InlineData("{ a: hello b: hello c: hello }", "has 3 aliases; 2 are allowed")]
    [InlineData("{ hello ...f ...f } fragment f on Query { hello hello }", "selects 5 fields; 4 are allowed")]
    public async Task Limits_count_what_fragments_expand_to(string document, string problem)
    {
        var response = await Execute(document, new EngineOptions { MaxDepth = 2, MaxAliases = 2, MaxFields = 4 });
        var error = Assert.Single(response.Errors);
        Assert.Equal(ErrorKind.Limit, error.Kind);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finished_value_is_written_as_it_says_whatever_the_field_s_type_would_demand()
    {
        var schema = Schema.Build([
            new ObjectDefinition("Query") { Fields =
                [new("rows", "[Row!]!") { Resolve = (context, _) => new(new Rows([.. context.Selection.Select(s => s.ResponseKey)])) }] },
            new ObjectDefinition("Row") { Fields = [new("a", "String!"), new("b", "Int")] },
        ]);
        var response = await new GraphQLEngine(new EngineOptions()).ExecuteAsync(schema, Ask.Request("{ rows { x: b a } }"), null, default);
        var buffer = new ArrayBufferWriter<byte>();
        response.WriteTo(buffer);
        Assert.Equal("""{"data":{"rows":[{"x":0,"a":1}]}}""", Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private sealed class Rows(IReadOnlyList<string> keys) : FinishedValue
    {
        public override void WriteTo(Utf8JsonWriter json)
        {
            json.WriteStartArray();
            json.WriteStartObject();
            for (var i = 0; i < keys.Count; i++)
                json.WriteNumber(keys[i], i);
            json.WriteEndObject();
            json.WriteEndArray();
        }
    }

    [Fact]
    public async Task Introspection_can_be_switched_off_but_not_typename()
    {
        var options = new EngineOptions { IsIntrospectionAllowed = false };
        Assert.True((await Execute("{ __typename }", options)).IsExecuted);
        foreach (var document in new[] { "{ __schema { description } }",
            "{ ... { ...f } } fragment f on Query { __type(name: \"Query\") { name } }" })
            Assert.Equal("Introspection is switched off here.", Assert.Single((await Execute(document, options)).Errors).Message);
    }

    [Theory]
    [InlineData("query a { hello } query b { hello }", null, "The document has several operations: say which to run in operationName.")]
    [InlineData("query first { hello }", "frist", "The document has no operation named \"frist\". Did you mean \"first\"?")]
    [InlineData("mutation { change }", null, "Mutations need POST.")]
    public async Task The_operation_to_run_must_be_told(string document, string? name, string message)
    {
        var request = Ask.Request(document, operation: name) with { IsReadOnly = true };
        var response = await new GraphQLEngine(new EngineOptions()).ExecuteAsync(Small, request, null, default);
        Assert.Equal(message, Assert.Single(response.Errors).Message);
        Assert.False(response.IsExecuted);
    }

    [Fact]
    public void Checked_documents_are_kept_by_bytes_and_schema_and_the_unused_go_first()
    {
        var cache = new DocumentCache(new EngineOptions { CachedDocuments = 2, CachedBytes = 100 });
        var other = Schema.Build([new ObjectDefinition("Query") { Fields = [new("a", "Int")] }]);
        var first = cache.GetOrPrepare(Small, "{ hello }"u8.ToArray());
        Assert.Same(first, cache.GetOrPrepare(Small, "{ hello }"u8.ToArray()));
        Assert.NotSame(first, cache.GetOrPrepare(other, "{ hello }"u8.ToArray()));

        Assert.Same(first, cache.GetOrPrepare(Small, "{ hello }"u8.ToArray()));
        cache.GetOrPrepare(Small, "{ list { hello } }"u8.ToArray());
        Assert.Equal(2, cache.Count);
        Assert.Same(first, cache.GetOrPrepare(Small, "{ hello }"u8.ToArray()));

        cache.GetOrPrepare(Small, System.Text.Encoding.UTF8.GetBytes("{ hello } #" + new string('x', 90)));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public async Task A_reused_buffer_does_not_change_what_is_kept()
    {
        var engine = new GraphQLEngine(new EngineOptions());
        var buffer = "{ hello }"u8.ToArray();
        Assert.True((await engine.ExecuteAsync(Small, new GraphQLRequest(buffer), null, default)).IsExecuted);
        "{ wrong }"u8.CopyTo(buffer);
        Assert.False((await engine.ExecuteAsync(Small, new GraphQLRequest(buffer), null, default)).IsExecuted);
        Assert.True((await engine.ExecuteAsync(Small, new GraphQLRequest("{ hello }"u8.ToArray()), null, default)).IsExecuted);
    }

    [Fact]
    public async Task A_new_schema_may_be_asked_from_many_sides_at_once()
    {
        for (var round = 0; round < 20; round++)
        {
            var schema = TestSchema.Read("zoo");
            var engine = new GraphQLEngine(new EngineOptions());
            var document =
                $"{{ __schema {{ types {{ fields {{ args {{ name defaultValue }} }} inputFields {{ defaultValue }} }} }} animals {{ id "
                + $"weight friends(first: {round}) {{ id }} }} }}";
            var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
                Ask.Read(await engine.ExecuteAsync(schema.Schema, Ask.Request(document), new Pace(true), default)).ToJsonString())));
            Assert.Single(responses.Distinct());
        }
    }

    private static async Task<GraphQLResponse> Execute(string document, EngineOptions options) =>
        await new GraphQLEngine(options).ExecuteAsync(Small, Ask.Request(document), null, default);
}
