using System.Text;
using System.Text.Json.Nodes;
using Metrics.GraphQL.Tests.Reference;

namespace Metrics.GraphQL.Tests;

[Trait("Needs", "Node")]
public sealed class ReferenceSchemaTests(ReferenceJudge judge) : IClassFixture<ReferenceJudge>
{
    [Theory]
    [InlineData("zoo")]
    [InlineData("shop")]
    [InlineData("storefront")]
    public async Task The_reference_builds_a_client_schema_from_our_introspection(string name)
    {
        var schema = TestSchema.ByName(name);
        var own = judge.Ask("schema", new JsonObject { ["name"] = name, ["sdl"] = schema.Sdl });
        Assert.Empty(own["problems"]!.AsArray());

        var query = judge.Ask("introspectionQuery", [])["query"]!.GetValue<string>();
        var response = await Ask.Async(schema, query);
        Assert.Null(response["errors"]);

        var client = judge.Ask("client", new JsonObject { ["introspection"] = response["data"]!.DeepClone() });
        Assert.Empty(client["problems"]!.AsArray());
        Assert.Equal(own["printed"]!.GetValue<string>(), client["printed"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("zoo")]
    [InlineData("shop")]
    [InlineData("storefront")]
    public void Our_printed_schema_is_the_references(string name)
    {
        var schema = TestSchema.ByName(name);
        var theirs = judge.Ask("schema", new JsonObject { ["name"] = name, ["sdl"] = schema.Sdl });
        Assert.Equal(theirs["printed"]!.GetValue<string>(), schema.Schema.ToSdl());
    }

    [Fact]
    public void A_printed_schema_reads_back_as_itself()
    {
        var printed = TestSchema.Zoo.Schema.ToSdl();
        var again = Types.Schema.Build(Types.Definitions.Definition.Read(printed));
        Assert.Equal(printed, again.ToSdl());
        Assert.Contains("Text with", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(printed)), StringComparison.Ordinal);
    }
}
