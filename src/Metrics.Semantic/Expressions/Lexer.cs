namespace Metrics.Semantic.Expressions;

/// <summary>Splits a text into tokens, one at a time and in one pass; refuses characters that no expression may contain.</summary>
internal sealed class Lexer(string text, int start = 0)
{
    private static readonly string[] _pairs = ["<=", ">=", "<>", "!=", "==", "{{", "}}"];
    private int _at = start;

    /// <summary>True inside <c>{{ … }}</c>, where texts may also have double quotes.</summary>
    public bool InTemplate { get; set; }

    /// <summary>The end of the last token.</summary>
    public int Position => _at;

    /// <summary>True when the next token is an opening bracket.</summary>
    public bool OpensNext => text.AsSpan(_at).TrimStart(" \t\r\n").StartsWith("(");

    /// <summary>The next token, or what is wrong with it.</summary>
    public (Token Token, string? Problem, string? Hint) Next()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t' or '\r' or '\n')
            _at++;
        if (_at == text.Length)
            return (new Token(TokenKind.End, "", _at), null, null);
        var c = text[_at];
        if (IsWordStart(c))
            return Good(TokenKind.Word, Run(IsWordPart));
        if (char.IsAsciiDigit(c) || (c == '.' && !InTemplate && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
            return Number();
        if (c == '\'' || (c == '"' && InTemplate))
            return Text(c);
        return Symbol(c);
    }

    /// <summary>True for a valid name: ASCII letters, digits and underscores, not beginning with a digit.</summary>
    public static bool IsName(string name) => name.Length > 0 && IsWordStart(name[0]) && name.All(IsWordPart);

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private (Token Token, string? Problem, string? Hint) Number()
    {
        var from = _at;
        Run(char.IsAsciiDigit);
        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            _at++;
            Run(char.IsAsciiDigit);
        }

        return _at < text.Length && (IsWordPart(text[_at]) || text[_at] == '.')
            ? Bad(from, "a number that is not made of digits and one point", "write 100000, not 1e5 or 0x186A0")
            : (new Token(TokenKind.Number, text[from.._at], from), null, null);
    }

    private (Token Token, string? Problem, string? Hint) Text(char quote)
    {
        var from = _at++;
        var doubled = false;
        while (_at < text.Length)
        {
            var c = text[_at];
            if (c == quote)
            {
                if (_at + 1 == text.Length || text[_at + 1] != quote || InTemplate)
                    return Good(TokenKind.Text, Content(from + 1, _at++, quote, doubled), from);
                doubled = true;
                _at++;
            }
            else if (Unstorable(c))
            {
                return Bad(_at, $"U+{(int)c:X4}, which no stored text can contain");
            }

            _at++;
        }

        return Bad(from, "a text that is never closed", "a quote inside a text is written twice: 'it''s'");
    }

    // Warehouses cannot store NUL, and half of a surrogate pair is not a character.
    private bool Unstorable(char c)
    {
        if (char.IsHighSurrogate(c) && _at + 1 < text.Length && char.IsLowSurrogate(text[_at + 1]))
        {
            _at++;
            return false;
        }

        return c == '\0' || char.IsSurrogate(c);
    }

    private string Content(int from, int to, char quote, bool doubled) =>
        doubled ? text[from..to].Replace($"{quote}{quote}", $"{quote}") : text[from..to];

    private (Token Token, string? Problem, string? Hint) Symbol(char c)
    {
        var from = _at;
        var two = text.AsSpan(from, Math.Min(2, text.Length - from));
        switch (two)
        {
            case "--" or "/*":
                return Bad(from, "a comment", "two minus signs need a space between them");
            case "::":
                return Bad(from, "a cast", "values take the type of what they are compared with");
        }

        foreach (var pair in _pairs)
        {
            if (two.SequenceEqual(pair))
            {
                _at += 2;
                return Good(TokenKind.Symbol, pair, from);
            }
        }

        if ("=<>(),+-*/.[]".Contains(c))
        {
            _at++;
            return Good(TokenKind.Symbol, c.ToString(), from);
        }

        return c switch
        {
            ';' => Bad(from, "';'", "one expression, without an end mark"),
            '"' => Bad(from, "a double quote", "names have no quotes, texts have single ones"),
            _ => Bad(from, c is > ' ' and < (char)127 ? $"'{c}'" : $"the character U+{(int)c:X4}"),
        };
    }

    private string Run(Func<char, bool> belongs)
    {
        var from = _at;
        while (_at < text.Length && belongs(text[_at]))
            _at++;
        return text[from.._at];
    }

    private (Token Token, string? Problem, string? Hint) Good(TokenKind kind, string content, int? from = null) =>
        (new Token(kind, content, from ?? _at - content.Length), null, null);

    private static (Token Token, string? Problem, string? Hint) Bad(int at, string what, string? hint = null) =>
        (new Token(TokenKind.Bad, what, at), what, hint);
}
