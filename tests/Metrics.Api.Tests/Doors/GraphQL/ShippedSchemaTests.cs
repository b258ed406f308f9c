using Metrics.Api.Tests.Storefront;
using Metrics.Testing;

namespace Metrics.Api.Tests.Doors.GraphQL;

/// <summary>The GraphQL engine's tests also use a copy of the shipped schema; the copy must stay equal to the real one.</summary>
public sealed class ShippedSchemaTests
{
    private static string File => Path.Combine(Repository.Root, "tests", "Metrics.GraphQL.Tests", "Schemas", "storefront.graphql");

    // After a change of the catalog or of the schema's types: METRICS_WRITE_SCHEMA=1 dotnet test … --filter ShippedSchemaTests
    [Fact]
    public async Task The_storefront_s_schema_is_the_one_that_generated_documents_are_judged_by()
    {
        using var warehouse = new StorefrontWarehouse().Sample(100, 1).Refresh();
        using var api = new ApiHost(warehouse.ConnectionString);
        var schema = await api.Client.GetStringAsync("/graphql/schema.graphql");
        if (Environment.GetEnvironmentVariable("METRICS_WRITE_SCHEMA") == "1")
            await System.IO.File.WriteAllTextAsync(File, schema);
        Assert.Equal(await System.IO.File.ReadAllTextAsync(File), schema);
    }
}
