using System.Globalization;

namespace Metrics.Api.Bodies;

/// <summary>How a body is compressed on the wire.</summary>
internal enum ContentCoding
{
    Identity,
    Gzip,
    Brotli,
}

/// <summary>Reads <c>Accept-Encoding</c>.</summary>
internal static class ContentCodings
{
    /// <summary>The available coding that the caller prefers; the smaller one when it prefers none.</summary>
    public static ContentCoding Choose(string? acceptEncoding)
    {
        if (string.IsNullOrEmpty(acceptEncoding))
            return ContentCoding.Identity;
        var (best, weight) = (ContentCoding.Identity, 0.0);
        foreach (var item in acceptEncoding.Split(','))
        {
            var parts = item.Split(';');
            var coding = parts[0].Trim() switch
            {
                "br" => ContentCoding.Brotli,
                "gzip" or "x-gzip" => ContentCoding.Gzip,
                _ => ContentCoding.Identity,
            };
            var quality = parts.Length > 1 && parts[1].Trim() is ['q', '=', .. var q]
                && double.TryParse(q, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var said)
                ? said
                : 1;
            if (coding != ContentCoding.Identity
                && (quality > weight || (quality == weight && quality > 0 && coding == ContentCoding.Brotli)))
                (best, weight) = (coding, quality);
        }

        return best;
    }

    public static string Word(this ContentCoding coding) => coding == ContentCoding.Brotli ? "br" : "gzip";
}
