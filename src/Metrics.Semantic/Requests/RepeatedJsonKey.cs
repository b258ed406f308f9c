using System.Text.Json;

namespace Metrics.Semantic.Requests;

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
