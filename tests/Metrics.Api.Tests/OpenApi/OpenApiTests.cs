using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Metrics.Domain.Diagnostics;
using Metrics.Testing;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Metrics.Api.Tests.OpenApi;

public sealed class OpenApiTests
{
    // METRICS_WRITE_OPENAPI=1 dotnet test tests/Metrics.Api.Tests --filter OpenApiTests writes the file anew.
    [Fact]
    public async Task The_committed_description_is_what_the_running_service_serves()
    {
        using var api = new ApiHost();
        var served = await api.Client.GetStringAsync("/openapi.yaml");
        var file = Path.Combine(Repository.Root, "openapi.yaml");
        if (Environment.GetEnvironmentVariable("METRICS_WRITE_OPENAPI") == "1")
            await File.WriteAllTextAsync(file, served);
        Assert.Equal(await File.ReadAllTextAsync(file), served);
    }

    [Fact]
    public async Task Every_route_is_described_with_every_refusal_it_knows()
    {
        using var api = new ApiHost();
        var (_, document) = await api.GetAsync("/openapi.json");
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        // GraphQL describes itself: /graphql/schema.graphql.
        var routes = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(r => !r.RoutePattern.RawText!.StartsWith("/graphql", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(routes);
        foreach (var route in routes)
        {
            var path = document.GetProperty("paths").GetProperty($"/{route.RoutePattern.RawText!.Trim('/')}");
            foreach (var method in route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods)
            {
                var operation = path.GetProperty(method.ToLowerInvariant());
                Assert.False(string.IsNullOrEmpty(operation.GetProperty("summary").GetString()));
                Assert.True(operation.GetProperty("responses").TryGetProperty("500", out _));
                foreach (var response in operation.GetProperty("responses").EnumerateObject().Where(r => r.Name[0] is '4' or '5'))
                    AssertExamples(response);
            }
        }
    }

    [Fact]
    public void Every_answer_that_a_route_declares_is_written_by_generated_code()
    {
        using var api = new ApiHost();
        var contexts = api.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions.TypeInfoResolverChain
            .OfType<JsonSerializerContext>().ToList();
        var answers = api.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .SelectMany(e => e.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>())
            .Where(p => p.ContentTypes.Contains("application/json")).Select(p => p.Type).OfType<Type>()
            .Where(t => t != typeof(void)).Distinct().ToList();
        Assert.NotEmpty(answers);
        Assert.DoesNotContain(answers, a => !contexts.Exists(c => c.GetTypeInfo(a) is not null));
    }

    [Fact]
    public async Task The_pages_for_people_come_from_this_machine()
    {
        using var api = new ApiHost();
        var page = await api.Client.GetStringAsync("/swagger/index.html");
        Assert.Contains("swagger-ui", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        var (script, _) = (await api.Client.GetAsync("/swagger/swagger-ui-bundle.js"), 0);
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);
    }

    private static void AssertExamples(JsonProperty response)
    {
        var examples = response.Value.GetProperty("content").GetProperty("application/problem+json").GetProperty("examples")
            .EnumerateObject().ToList();
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            Assert.True(DiagnosticCode.All.ContainsKey(example.Name), example.Name);
            Assert.Equal(response.Name, example.Value.GetProperty("value").GetProperty("status").GetRawText());
        }
    }
}
