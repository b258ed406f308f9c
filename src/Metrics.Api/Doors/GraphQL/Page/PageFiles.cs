using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Metrics.Api.Audit;
using Metrics.Api.Bodies;
using Metrics.Api.Limits;
using Metrics.Domain.Access;

namespace Metrics.Api.Doors.GraphQL.Page;

/// <summary>
/// The files of the page, embedded in the assembly. The page loads nothing from elsewhere, and nothing else can be loaded from here.
/// </summary>
internal sealed class PageFiles(StreamPace pace)
{
    private const string Prefix = "page/";
    private const int TagLength = 15;

    private static readonly FrozenDictionary<string, string> _types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".txt"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary();

    private readonly ConcurrentDictionary<(string File, ContentCoding Coding), ReadyResponse?> _files = new();

    /// <summary>The file, ready to be sent; null when none has this name.</summary>
    public ReadyResponse? Find(string file, ContentCoding coding) =>
        _files.TryGetValue((file, coding), out var known) ? known : Keep(file, coding);

    private ReadyResponse? Keep(string file, ContentCoding coding)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(Prefix + file);
        // Unknown names are not cached, since callers can make up any number of them.
        if (stream is null)
            return null;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var body = new Body(bytes, _types[Path.GetExtension(file)], Base64Url.EncodeToString(SHA256.HashData(bytes).AsSpan(..TagLength)));
        return _files.GetOrAdd((file, coding), new ReadyResponse(body, body.Settle(coding), null, new AnswerFacts(file, 0, "0"), pace)
        {
            Needs = AccessScopes.None,
        });
    }
}
