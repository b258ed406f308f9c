namespace Metrics.Semantic.Expressions;

internal enum TokenKind
{
    /// <summary>Nothing more to read.</summary>
    End,

    /// <summary>A name or keyword.</summary>
    Word,

    /// <summary>Digits, perhaps with a point; never a sign.</summary>
    Number,

    /// <summary>A quoted text; the token holds its content.</summary>
    Text,

    /// <summary>An operator or bracket.</summary>
    Symbol,

    /// <summary>A character that no expression has; the reader has reported it.</summary>
    Bad,
}

/// <summary>A word of an expression, and where it begins, counted from 0.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Start)
{
    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Word && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);

    /// <summary>How messages show it.</summary>
    public string Shown => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => $"the text '{Cut(Text)}'",
        _ => $"'{Cut(Text)}'",
    };

    // Never cuts a surrogate pair in two.
    private static string Cut(string text)
    {
        if (text.Length <= 40)
            return text;
        return text[..(char.IsHighSurrogate(text[39]) ? 39 : 40)] + "…";
    }
}
