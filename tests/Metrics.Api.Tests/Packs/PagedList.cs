using System.Text.Json;

namespace Metrics.Api.Tests.Packs;

/// <summary>All items of a listing, however many pages it has.</summary>
internal static class PagedList
{
    public static async Task<List<JsonElement>> ReadAsync(ApiHost api, string path, string? key = null)
    {
        var (found, next) = (new List<JsonElement>(), "");
        do
        {
            var (response, page) = await api.GetAsync($"{path}?limit=100{next}", r =>
            {
                if (key is not null)
                    r.Headers.Add("X-Api-Key", key);
            });
            Assert.True(response.IsSuccessStatusCode, page.ToString());
            found.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("next").GetString() is { } token ? $"&page={Uri.EscapeDataString(token)}" : "";
        }
        while (next.Length > 0);
        return found;
    }
}
