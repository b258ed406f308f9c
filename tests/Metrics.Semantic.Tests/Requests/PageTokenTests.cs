using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;
using Metrics.Semantic.Requests;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Requests;

public sealed class PageTokenTests
{
    private static readonly PinnedVersion[] _pinned = [new("fct_transactions", 7), new("dim stores", 123_456_789_012)];
    private static readonly MetricQuery _query = new() { Metrics = new MetricRequest[] { new("a") }.ToEquatableList() };

    [Fact]
    public void A_token_leads_to_its_page_of_its_query_and_of_no_other()
    {
        var seed = Draws.Seed(206);
        var queries = new RandomQueries(new Random(seed));
        var other = queries.Query(modifiers: true);
        for (var i = 0; i < 1_000; i++)
        {
            var query = queries.Query(modifiers: true);
            var token = PageToken.Encode(query, i * 1000L, _pinned);
            Assert.True(
                PageToken.Decode(token, query).Value == query with { Offset = i * 1000L, Pinned = _pinned.ToEquatableList() },
                $"seed {seed}: {QueryJson.Write(query)}");
            Assert.True(query == other || PageToken.Decode(token, other).Value is null, $"seed {seed}: {QueryJson.Write(query)}");
            other = query;
        }
    }

    [Fact]
    public void The_page_after_a_page_has_the_same_query()
    {
        var second = PageToken.Decode(PageToken.Encode(_query, 10, _pinned), _query).Value!;
        var third = PageToken.Decode(PageToken.Encode(second, 20, _pinned), _query).Value!;
        Assert.Equal(20, third.Offset);
    }

    [Fact]
    public void A_relative_range_stays_where_the_first_page_was()
    {
        var monday = _query with { TimeRange = new TimeWindow(new DateTime(2026, 3, 1), new DateTime(2026, 3, 2)) };
        var tuesday = _query with { TimeRange = new TimeWindow(new DateTime(2026, 3, 2), new DateTime(2026, 3, 3)) };
        var token = PageToken.Encode(monday, 5, []);
        Assert.Equal(monday.TimeRange, PageToken.Decode(token, tuesday, isRelative: true).Value!.TimeRange);
        Assert.Contains("another query", PageToken.Decode(token, tuesday).Diagnostics[0].Message);
        Assert.Equal(monday.TimeRange, (new RequestedQuery(tuesday) { Page = token, IsRelative = true }).AtPage().Value!.TimeRange);
    }

    [Fact]
    public void A_token_with_any_character_changed_is_refused()
    {
        var token = PageToken.Encode(_query, 10, _pinned);
        for (var i = 0; i < token.Length; i++)
        {
            foreach (var c in "Aa0-_ =.é\0")
            {
                var outcome = PageToken.Decode(token[..i] + c + token[(i + 1)..], _query);
                Assert.True(c == token[i] || outcome.Value is null || IsLastBits(token, i), $"{i} {c}");
            }

            Assert.Null(PageToken.Decode(token[..i], _query).Value);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("null")]
    [InlineData("%00")]
    public void Garbage_is_refused_with_a_way_out(string token)
    {
        var problem = Assert.Single(PageToken.Decode(token, _query).Diagnostics);
        Assert.Equal(DiagnosticCode.MalformedRequest, problem.Code);
        Assert.NotNull(problem.Hint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h\n-1\n-1\n-1")]
    [InlineData("h\n1\n-2\n-1")]
    [InlineData("h\n1\n9223372036854775807\n-1")]
    [InlineData("h\n1\n-1\n-1\nx y")]
    [InlineData("h\n1\n-1\n-1\n5 ")]
    [InlineData("h\n1\n-1\n-1\n")]
    public void A_forged_check_gains_nothing(string content)
    {
        var hash = Content(PageToken.Encode(_query, 1, [])).Split('\n')[0];
        var bytes = Encoding.UTF8.GetBytes(content.Replace("h", hash));
        var forged = Base64Url.EncodeToString([.. SHA256.HashData(bytes)[..6], .. bytes]);
        Assert.Contains("not a page token", Assert.Single(PageToken.Decode(forged, _query).Diagnostics).Message);
    }

    // The last character may hold bits that no byte is made of.
    private static bool IsLastBits(string token, int at) => at == token.Length - 1;

    private static string Content(string token) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)[6..]);
}
