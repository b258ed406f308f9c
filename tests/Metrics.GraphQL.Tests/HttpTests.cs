using System.Text;
using Metrics.GraphQL.Http;
using Metrics.GraphQL.Types;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Tests;

public sealed class HttpTests
{
    private static readonly Schema Small = Schema.Build([
        new ObjectDefinition("Query")
        {
            Fields =
            [
                new("hello", "String") { Resolve = (_, _) => new("world") },
                new("fails", "String!") { Resolve = (_, _) => throw new GraphQLException("no") },
            ],
        },
        new ObjectDefinition("Mutation") { Fields = [new("change", "Int") { Resolve = (_, _) => new(1) }] },
    ]);

    [Theory]
    [InlineData(null, ResponseMediaType.Json)]
    [InlineData("*/*", ResponseMediaType.Json)]
    [InlineData("application/*", ResponseMediaType.Json)]
    [InlineData("application/json", ResponseMediaType.Json)]
    [InlineData("application/graphql-response+json", ResponseMediaType.GraphQLResponse)]
    [InlineData("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8", ResponseMediaType.GraphQLResponse)]
    [InlineData("application/json, application/graphql-response+json", ResponseMediaType.Json)]
    [InlineData("application/json;q=0.5, application/graphql-response+json;q=0.9", ResponseMediaType.GraphQLResponse)]
    [InlineData("text/html, */*;q=0.1", ResponseMediaType.Json)]
    [InlineData("application/json;q=0", null)]
    [InlineData("application/json; charset=utf-16", null)]
    [InlineData("text/html", null)]
    public void The_response_type_is_the_one_wanted_most(string? accept, ResponseMediaType? expected) =>
        Assert.Equal(expected, MediaTypes.Negotiate(accept));

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("Application/JSON; Charset=\"UTF-8\"", true)]
    [InlineData("application/json; charset=latin1", false)]
    [InlineData("text/plain", false)]
    [InlineData(null, false)]
    public void A_body_is_json_in_utf8(string? contentType, bool expected) => Assert.Equal(expected, MediaTypes.IsJson(contentType));

    [Theory]
    [InlineData("{", "The request's body is not JSON (line 1, byte 2).")]
    [InlineData("[]", "The request's body is an array: requests are answered one at a time.")]
    [InlineData("1", "The request's body must be a JSON object.")]
    [InlineData("{}", "The request has no 'query'.")]
    [InlineData("""{"query": 1}""", "'query' must be a string.")]
    [InlineData("""{"query": "\ud800"}""", "'query' must be a string.")]
    [InlineData("""{"query": "{ hello }", "variables": [1]}""", "'variables' must be an object.")]
    [InlineData("""{"query": "{ hello }", "operationName": {}}""", "'operationName' must be a string.")]
    [InlineData("""{"query": "{ hello }", "extensions": "x"}""", "'extensions' must be an object.")]
    public void A_malformed_body_is_explained_and_is_400(string body, string message)
    {
        Assert.False(RequestReader.TryReadBody(Encoding.UTF8.GetBytes(body), out _, out var problem));
        Assert.Equal(message, problem.Message);
        var response = new GraphQLEngine(new EngineOptions()).Refuse([problem]);
        Assert.Equal(400, ResponseStatus.For(response, ResponseMediaType.Json));
        Assert.Equal(400, ResponseStatus.For(response, ResponseMediaType.GraphQLResponse));
    }

    [Fact]
    public void A_body_may_leave_out_or_null_all_but_the_query()
    {
        Assert.True(
            RequestReader.TryReadBody(
                """{"query": "{ é }", "variables": null, "operationName": null, "extensions": null, "id": 7}"""u8.ToArray(),
                out var request, out _));
        Assert.Equal("{ é }", Encoding.UTF8.GetString(request.Query.Span));
        Assert.Null(request.Variables);
        Assert.False(request.IsReadOnly);
    }

    [Fact]
    public void Parameters_mean_what_a_body_means_but_may_only_query()
    {
        Assert.True(
            RequestReader.TryReadParameters(
                [new("query", "{ hello }"), new("variables", """{"a": 1}"""), new("operationName", ""), new("other", "x")],
                out var request, out _));
        Assert.True(request.IsReadOnly);
        Assert.Null(request.OperationName);
        Assert.Equal(1, request.Variables!.Value.GetProperty("a").GetInt32());
        Assert.False(RequestReader.TryReadParameters([new("query", "{ hello }"), new("variables", "{")], out _, out _));
        Assert.False(RequestReader.TryReadParameters([new("query", "{ hello }"), new("query", "{ hello }")], out _, out _));
        Assert.False(RequestReader.TryReadParameters([new("variables", "{}")], out _, out _));
    }

    [Theory]
    [InlineData("{ hello }", 200, 200)]
    [InlineData("{ fails }", 200, 200)]
    [InlineData("{ hello", 200, 400)]
    [InlineData("{ nothing }", 200, 400)]
    [InlineData("query ($a: Int!) { hello @skip(if: false) hi: __typename @note(a: $a) }", 200, 400)]
    [InlineData("query ($a: Boolean!) { hello @skip(if: $a) }", 200, 400)]
    [InlineData("query a { hello } query b { hello }", 200, 400)]
    [InlineData("mutation { change }", 405, 405)]
    public async Task The_status_depends_on_how_far_a_request_got_and_on_the_type(string document, int json, int graphql)
    {
        var response = await new GraphQLEngine(new EngineOptions()).ExecuteAsync(
            Small, Ask.Request(document) with { IsReadOnly = true }, null, default);
        Assert.Equal(json, ResponseStatus.For(response, ResponseMediaType.Json));
        Assert.Equal(graphql, ResponseStatus.For(response, ResponseMediaType.GraphQLResponse));
        Assert.Equal(response.IsExecuted, Ask.Read(response).ContainsKey("data"));
    }
}
