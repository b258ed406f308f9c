using System.Net.Http.Json;
using System.Text.Json;

namespace Metrics.Api.Tests.Doors.GraphQL;

/// <summary>Asks <c>/graphql</c> as clients do.</summary>
internal static class GraphQLCall
{
    public static async Task<JsonElement> AskAsync(this ApiHost api, string query, object? variables = null)
    {
        var response = await api.SendAsync(query, variables);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public static Task<HttpResponseMessage> SendAsync(this ApiHost api, string query, object? variables = null) =>
        api.Client.PostAsJsonAsync("/graphql", new { query, variables });

    /// <summary>The data of a response without errors.</summary>
    public static async Task<JsonElement> DataAsync(this ApiHost api, string query, object? variables = null)
    {
        var body = await api.AskAsync(query, variables);
        Assert.False(body.TryGetProperty("errors", out var errors), $"{errors}\n{query}");
        return body.GetProperty("data");
    }

    /// <summary>The errors of a response, as code and path.</summary>
    public static async Task<List<(string Code, string Path)>> ErrorsAsync(this ApiHost api, string query, object? variables = null)
    {
        var body = await api.AskAsync(query, variables);
        return body.GetProperty("errors").EnumerateArray().Select(e => (
            e.GetProperty("extensions").GetProperty("code").GetString()!,
            e.TryGetProperty("path", out var path) ? string.Join('.', path.EnumerateArray().Select(p => p.ToString())) : "")).ToList();
    }
}
