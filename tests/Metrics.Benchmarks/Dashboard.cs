using System.Globalization;
using System.Text.Json;

namespace Metrics.Benchmarks;

/// <summary>Six questions of one page, as fields of one GraphQL request and as bodies of REST's <c>/query</c>.</summary>
internal static class Dashboard
{
    private static readonly (string Field, string Body)[] _questions =
    [
        ("total: data({0}) {{ transactedAmount transactions activeStores acceptedShare }}",
            """{"metrics": ["transacted_amount", "transactions", "active_stores", "accepted_share"]}"""),
        ("months: data({0}, orderBy: {{field: metricTime}}) {{ metricTime(grain: MONTH) transactedAmount transactions }}",
            """{"metrics": ["transacted_amount", "transactions"], "group_by": ["metric_time__month"],"""
            + """ "order_by": ["metric_time__month"]}"""),
        ("top: data({0}, first: 10, orderBy: {{field: transactedAmount, direction: DESC}}) {{ storeName transactedAmount }}",
            """{"metrics": ["transacted_amount"], "group_by": ["store__name"], "order_by": ["-transacted_amount"], "limit": 10}"""),
        ("countries: data({0}) {{ storeCountry transactions share: transactions(shareOf: TOTAL) }}",
            """{"metrics": ["transactions", {"name": "transactions", "share_of": "total", "as": "share"}],"""
            + """ "group_by": ["store__country"]}"""),
        ("devices: data({0}) {{ deviceType transactions }}", """{"metrics": ["transactions"], "group_by": ["device__type"]}"""),
        ("typologies: data({0}) {{ storeTypology averageTransactedAmount }}",
            """{"metrics": ["average_transacted_amount"], "group_by": ["store__typology"]}"""),
    ];

    /// <summary>The request; with a number no other has, nobody has asked it before.</summary>
    public static string Request(int number)
    {
        var condition = $"where: {{transactions: {{gt: {-number}}}}}";
        var fields = _questions.Select(q => string.Format(CultureInfo.InvariantCulture, q.Field, condition));
        return JsonSerializer.Serialize(new { query = $"{{ {string.Join(' ', fields)} }}" });
    }

    /// <summary>The same questions one by one.</summary>
    public static IEnumerable<string> Bodies(int number) =>
        _questions.Select(q => string.Create(CultureInfo.InvariantCulture, $"{q.Body[..^1]}, \"where\": [\"transactions > {-number}\"]}}"));
}
