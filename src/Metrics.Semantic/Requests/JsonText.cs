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

/// <summary>The first key that is written twice in one object of a JSON text. The parser refuses such a text and does not say where.
/// </summary>
/// <param name="Key">The key.</param>
/// <param name="Line">Its second place: the line, from 1.</param>
/// <param name="Byte">The byte in the line, from 1.</param>
internal sealed record RepeatedJsonKey(string Key, int Line, int Byte)
{
    /// <summary>Null when no key is repeated, or the text is not JSON.</summary>
    public static RepeatedJsonKey? Find(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        var open = new Stack<HashSet<string>>();
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        open.Push([]);
                        break;
                    case JsonTokenType.EndObject:
                        open.Pop();
                        break;
                    case JsonTokenType.PropertyName when reader.GetString()! is var key && !open.Peek().Add(key):
                        var before = utf8[..(int)reader.TokenStartIndex];
                        return new RepeatedJsonKey(key, before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return null;
    }

    /// <summary>The key and its place, as words for a message.</summary>
    public override string ToString() => $"the key {RequestProblems.Quoted(Key)} is written twice, line {Line}, byte {Byte}";
}
