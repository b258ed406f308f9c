using System.Text;
using Metrics.Domain.Access;

namespace Metrics.Domain.Tests.Access;

public sealed class KeyTracesTests
{
    private static readonly string Key = AccessKeyText.New().Text;
    private static readonly string Secret = Key[16..];

    public static TheoryData<string> Places() =>
    [
        $"/api/v1/query?metrics=sales&key={Key}",
        $"/api/v1/query?metrics=sales&key={Key[..30]}",
        $"/api/v1/query?key={Key.Replace("_", "%5F", StringComparison.Ordinal)}",
        $"/api/v1/query?key={Key.Replace("_", "%255F", StringComparison.Ordinal)}",
        $"/api/v1/query?key={string.Concat(Encoding.ASCII.GetBytes(Key).Select(b => $"%{b:x2}"))}",
        $"http://user:{Key}@127.0.0.1:8080/api/v1/metrics",
        $"http://{Key}@127.0.0.1:8080/api/v1/metrics",
        $$"""{"query": "{ metrics { name } }", "variables": {"key": "{{Key}}"}}""",
        $$"""{"query": "{ metric(name: \"{{Key}}\") { name } }"}""",
        $$"""{"key": "{{string.Concat(Key.Select(c => $"\\u{(int)c:x4}"))}}"}""",
        $"Authorization: Bearer {Key}",
        $"?authorization=Basic%20{Convert.ToBase64String(Encoding.ASCII.GetBytes($"bi:{Key}"))}",
        $"Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Key}:"))}",
        $"there is no metric '{Key}' (did you mean '{Key}'?)",
    ];

    [Theory]
    [MemberData(nameof(Places))]
    public void Of_a_key_nothing_secret_is_left_wherever_it_stands(string text)
    {
        var kept = KeyTraces.Remove(text);
        var plain = Uri.UnescapeDataString(Uri.UnescapeDataString(kept));
        Assert.DoesNotContain(Secret[..12], plain, StringComparison.Ordinal);
        Assert.DoesNotContain(string.Concat(Secret[..12].Select(c => $"\\u{(int)c:x4}")), kept, StringComparison.OrdinalIgnoreCase);
        foreach (var word in kept.Split(' ', '"', '=', '&').Where(w => w.Length > 20))
        {
            Span<byte> bytes = stackalloc byte[word.Length];
            Assert.False(Convert.TryFromBase64String(word, bytes, out var length) && Encoding.UTF8.GetString(bytes[..length])
                .Contains(Secret[..12], StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("/api/v1/query?metrics=mk_revenue_by_month&group_by=store__country")]
    [InlineData("where plan = 'Basic membership' or plan = 'bearer bonds'")]
    [InlineData("/api/v1/query?where=store__country%20%3D%20%27FR%27")]
    [InlineData("https://example.com/a@b:c")]
    public void Everything_else_stays_as_it_is(string text) => Assert.Equal(text, KeyTraces.Remove(text));
}
