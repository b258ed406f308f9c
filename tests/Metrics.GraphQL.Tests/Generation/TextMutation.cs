namespace Metrics.GraphQL.Tests.Generation;

/// <summary>Breaks a document's text: tokens dropped, doubled, swapped or replaced.</summary>
internal static class TextMutation
{
    private static readonly string[] Pieces =
    [
        "{", "}", "(", ")", "[", "]", "!", "$", "&", "...", ":", "=", "@", "|", "#", "\"", "\"\"\"", "\\", "\\u00", "on",
        "fragment", "query",
        "mutation", "subscription", "null", "true", "1", "-", "1.", "0.0e", "01", "$v0", "@skip(if: true)", "__typename",
        "type A { a: Int }",
        "extend", "\uFEFF", "é", "😀", "\0", "\r\n", "...F0", "... on Dog", "id", "name", "a: ", ",", " ", "'", "`", "\"\\uD83D\\uDE00\"",
    ];

    public static string Apply(string text, Random random, int times)
    {
        for (var i = 0; i < times && text.Length > 0; i++)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 8), text.Length - at);
            text = random.Next(5) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(at, length)),
                2 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                3 => text.Remove(at, length).Insert(at, Pieces[random.Next(Pieces.Length)]),
                _ => text.Insert(random.Next(text.Length), text.Substring(at, length)),
            };
        }
        return text;
    }
}
