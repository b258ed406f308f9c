using System.Text.Json;
using Metrics.Api.Tests.Doors.Rest.Queries;

namespace Metrics.Api.Tests.Doors.GraphQL;

/// <summary>The running API judged by others' programs: the protocol's audit suite, and the reference implementation as a client.</summary>
[Trait("Needs", "Node")]
public sealed class ReferenceTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>, IDisposable
{
    private readonly ApiHost _api = new(storefront.Warehouse.ConnectionString);

    private string Url => new Uri(_api.Client.BaseAddress!, "/graphql").ToString();

    public void Dispose() => _api.Dispose();

    [Fact]
    public void Every_audit_of_GraphQL_over_HTTP_is_passed()
    {
        var result = NodeScript.Judges.Run("audit.mjs", Url);
        Assert.True(result.GetProperty("audits").GetInt32() >= 60);
        Assert.Equal("[]", result.GetProperty("failed").ToString());
    }

    [Fact]
    public async Task The_reference_builds_a_client_schema_and_has_nothing_to_complain_of()
    {
        var result = NodeScript.Judges.Run("client.mjs", Url);
        Assert.Equal("[]", result.GetProperty("problems").ToString());
        Assert.Equal(await _api.Client.GetStringAsync("/graphql/schema.graphql"), result.GetProperty("printed").GetString() + "\n");
    }
}
