using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Portable;

/// <summary>The kind of a token of an author's SQL.</summary>
internal enum AuthoredTokenKind
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>A word or name without quotes, in lower case as the store reads it.</summary>
    Word,

    /// <summary>A name in double quotes.</summary>
    Name,

    /// <summary>A text in single quotes.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>One character of an operator.</summary>
    Symbol,

    /// <summary>A dimension or metric in braces.</summary>
    Inner,
}

/// <summary>A token of an author's SQL.</summary>
internal readonly record struct AuthoredToken(AuthoredTokenKind Kind, string Text, Typed Inner = default)
{
    public static AuthoredToken End => new(AuthoredTokenKind.End, "");

    public bool IsSymbol => Kind == AuthoredTokenKind.Symbol;

    public bool Is(string symbol) => IsSymbol && Text == symbol;

    public bool IsWord(string word) => Kind == AuthoredTokenKind.Word && Text == word;

    /// <summary>The tokens of texts with typed expressions between them.</summary>
    public static IReadOnlyList<AuthoredToken> Of(IEnumerable<(string? Text, Typed? Inner)> parts)
    {
        var tokens = new List<AuthoredToken>();
        foreach (var (text, inner) in parts)
        {
            if (inner is { } expression)
            {
                tokens.Add(new AuthoredToken(AuthoredTokenKind.Inner, "{{ }}", expression));
                continue;
            }

            var read = SqlTokens.Of(text!);
            if (read.IsDoubtful)
                throw new NotPortableException("a text that the store alone can read");
            tokens.AddRange(read.All.Select(Of));
        }

        return tokens;
    }

    private static AuthoredToken Of(SqlToken token) => token.Kind switch
    {
        SqlTokenKind.Word => token.Text.All(char.IsAscii)
            ? new(AuthoredTokenKind.Word, token.Text.ToLowerInvariant()) : throw new NotPortableException(token.Text),
        SqlTokenKind.Name => new(AuthoredTokenKind.Name, token.Text),
        SqlTokenKind.Text => token.IsPlain ? new(AuthoredTokenKind.Text, token.Text)
            : throw new NotPortableException("a text with escapes"),
        _ => char.IsAsciiDigit(token.Text[0]) ? new(AuthoredTokenKind.Number, token.Text) : new(AuthoredTokenKind.Symbol, token.Text),
    };
}
