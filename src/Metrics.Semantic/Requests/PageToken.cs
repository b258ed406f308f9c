using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Requests;

/// <summary>
/// The start of the next page, with its question and the versions that it is computed from; opaque to callers, and not secret.
/// </summary>
public static class PageToken
{
    private const int CheckLength = 6;
    private const int MaxLength = 16 * 1024;

    /// <summary>The token of the page that begins at an offset.</summary>
    public static string Encode(MetricQuery query, long nextOffset, IEnumerable<PinnedVersion> pinned)
    {
        string[] lines =
        [
            Hash(query),
            Number(nextOffset),
            Number(query.TimeRange?.Start?.Ticks ?? -1),
            Number(query.TimeRange?.End?.Ticks ?? -1),
            .. pinned.Select(p => $"{Number(p.Version)} {p.Model}"),
        ];
        var content = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        return Base64Url.EncodeToString([.. Check(content), .. content]);
    }

    /// <summary>
    /// The question of that page. When its range is relative, the token's span is used, so that midnight does not shift the pages.
    /// </summary>
    public static Outcome<MetricQuery> Decode(string token, MetricQuery query, bool isRelative = false)
    {
        if (Content(token)?.Split('\n') is not [var hash, var offset, var start, var end, .. var versions]
            || !Read(offset, out var from) || from < 0 || !ReadTime(start, out var first) || !ReadTime(end, out var last))
        {
            return NoToken();
        }

        var pinned = versions.Select(ReadVersion).OfType<PinnedVersion>().ToEquatableList();
        if (pinned.Count < versions.Length)
            return NoToken();
        var range = first is null && last is null ? null : new TimeWindow(first, last);
        return hash == Hash(query) && (isRelative || range == query.TimeRange)
            ? Outcome<MetricQuery>.Of(query with { Offset = from, Pinned = pinned, TimeRange = range })
            : Refused("page: the token of another query", "send the same query as for the page before");
    }

    // The checksum detects damage, not forgery: a forger could as well ask for that page openly.
    private static string? Content(string token)
    {
        if (token.Length > MaxLength || !Base64Url.IsValid(token))
            return null;
        var bytes = Base64Url.DecodeFromChars(token);
        return bytes.Length > CheckLength && Check(bytes.AsSpan(CheckLength..)).SequenceEqual(bytes.AsSpan(..CheckLength))
            && Utf8.IsValid(bytes.AsSpan(CheckLength..)) && !bytes.AsSpan(CheckLength..).Contains((byte)0)
            ? Encoding.UTF8.GetString(bytes.AsSpan(CheckLength..))
            : null;
    }

    private static string Hash(MetricQuery query)
    {
        var question = QueryJson.Write(query with { TimeRange = null, Offset = 0 });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(question)).AsSpan(..16));
    }

    private static ReadOnlySpan<byte> Check(ReadOnlySpan<byte> content) => SHA256.HashData(content).AsSpan(..CheckLength);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static bool Read(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool ReadTime(string text, out DateTime? time)
    {
        var read = Read(text, out var ticks) && ticks >= -1 && ticks <= DateTime.MaxValue.Ticks;
        time = read && ticks >= 0 ? new DateTime(ticks) : null;
        return read;
    }

    private static PinnedVersion? ReadVersion(string line) =>
        line.Split(' ', 2) is [var number, { Length: > 0 } model] && Read(number, out var version)
            ? new PinnedVersion(model, version) : null;

    private static Outcome<MetricQuery> NoToken() => Refused("page: not a page token", "pass meta.next of the page before unchanged");

    private static Outcome<MetricQuery> Refused(string message, string hint) =>
        Outcome<MetricQuery>.Refused(new Diagnostic(DiagnosticCode.MalformedRequest, message, Hint: hint));
}
