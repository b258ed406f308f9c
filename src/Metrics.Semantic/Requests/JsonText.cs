using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Metrics.Semantic.Requests;

/// <summary>Parses a body after checking that every text in it can be read.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, RequestProblems problems)
    {
        if (utf8.Length > RequestLimits.Bytes)
        {
            problems.Add("body", $"{utf8.Length} bytes are more than the {RequestLimits.Bytes} a query may have");
            return null;
        }

        if (!Utf8.IsValid(utf8.Span) || HasHalfCharacter(utf8.Span))
        {
            problems.Add("body", "not valid Unicode");
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(utf8, _options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            problems.WrongType("body", "an object", RequestValue.Of(document.RootElement));
            document.Dispose();
        }
        catch (JsonException e)
        {
            if (RepeatedJsonKey.Find(utf8.Span, _options.MaxDepth) is { } repeated)
                problems.Add("body", $"{repeated}", "leave one of the two out");
            else
            {
                problems.Add(
                    "body",
                    $"not the expected JSON, line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {FirstSentence(e.Message)}");
            }
        }

        return null;
    }

    // The JSON reader notices an escaped half of a surrogate pair only when the text is read, and then throws.
    private static bool HasHalfCharacter(ReadOnlySpan<byte> json)
    {
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] != '\\')
                continue;
            var unit = Escaped(json, i);
            if (unit is >= 0xDC00 and <= 0xDFFF)
                return true;
            if (unit is >= 0xD800 and <= 0xDBFF && Escaped(json, i += 6) is not (>= 0xDC00 and <= 0xDFFF))
                return true;
            i += unit is null ? 1 : 5;
        }

        return false;
    }

    private static int? Escaped(ReadOnlySpan<byte> json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && int.TryParse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? unit
            : null;

    private static string FirstSentence(string message) =>
        message.IndexOf(". ", StringComparison.Ordinal) is var end and > 0 ? message[..end] : message;
}
