using System.Text;

namespace Metrics.GraphQL.Language;

/// <summary>The parser's cursor: the current token, one token of lookahead, and the limits.</summary>
internal sealed class TokenStream
{
    private readonly Lexer lexer;
    private readonly ParserLimits limits;
    private Token? next;
    private int taken;
    private int nesting;

    public TokenStream(ReadOnlyMemory<byte> source, ParserLimits limits)
    {
        lexer = new Lexer(source);
        this.limits = limits;
        Current = lexer.Read(0);
        Count();
    }

    public Token Current { get; private set; }

    public Token Lookahead()
    {
        next ??= lexer.Read(Current.End);
        return next.Value;
    }

    public Token Take()
    {
        var token = Current;
        Current = next ?? lexer.Read(token.End);
        next = null;
        Count();
        return token;
    }

    public bool Is(TokenKind kind) => Current.Kind == kind;

    public bool IsKeyword(ReadOnlySpan<byte> word) => IsWord(Current, word);

    public bool IsWord(Token token, ReadOnlySpan<byte> word) =>
        token.Kind == TokenKind.Name && lexer.Source[token.Start..token.End].SequenceEqual(word);

    public bool TryTake(TokenKind kind)
    {
        if (Current.Kind != kind)
            return false;
        Take();
        return true;
    }

    public bool TryTakeKeyword(ReadOnlySpan<byte> word)
    {
        if (!IsKeyword(word))
            return false;
        Take();
        return true;
    }

    public Token Expect(TokenKind kind) => Current.Kind == kind
        ? kind == TokenKind.EndOfFile ? Current : Take()
        : throw new SyntaxException($"Expected {Token.Describe(kind)}, found {Describe(Current)}.", Current.Start);

    public void ExpectKeyword(ReadOnlySpan<byte> word)
    {
        if (!TryTakeKeyword(word))
            throw new SyntaxException($"Expected \"{Encoding.UTF8.GetString(word)}\", found {Describe(Current)}.", Current.Start);
    }

    public string ExpectName() => Text(Expect(TokenKind.Name));

    public string Text(Token token) => token.Value ?? Encoding.UTF8.GetString(lexer.Source[token.Start..token.End]);

    public SyntaxException Unexpected(Token? at = null)
    {
        var token = at ?? Current;
        return new SyntaxException($"Unexpected {Describe(token)}.", token.Start);
    }

    /// <summary>Enters a bracket. All recursion of the grammar passes through here, so this limits its depth.</summary>
    public void Descend()
    {
        if (++nesting > limits.Nesting)
            throw new SyntaxException($"The document is nested deeper than {limits.Nesting} levels.", Current.Start, isLimit: true);
    }

    public void Ascend() => nesting--;

    /// <summary>Reads items up to a closing token; at least one, unless the list can be empty.</summary>
    public List<T> Many<T>(TokenKind open, TokenKind close, Func<T> item, bool canBeEmpty = false)
    {
        Expect(open);
        Descend();
        List<T> items = [];
        while (items.Count == 0 && !canBeEmpty || !Is(close))
            items.Add(item());
        Ascend();
        Expect(close);
        return items;
    }

    /// <summary>Reads a bracketed list if there is one.</summary>
    public List<T> OptionalMany<T>(TokenKind open, TokenKind close, Func<T> item) => Is(open) ? Many(open, close, item) : [];

    /// <summary>Reads <c>a | b | c</c>; a leading delimiter is allowed.</summary>
    public List<T> Delimited<T>(TokenKind delimiter, Func<T> item)
    {
        TryTake(delimiter);
        List<T> items = [];
        do
            items.Add(item());
        while (TryTake(delimiter));
        return items;
    }

    private void Count()
    {
        if (Current.Kind != TokenKind.EndOfFile && ++taken > limits.Tokens)
            throw new SyntaxException($"The document has more than {limits.Tokens} tokens.", Current.Start, isLimit: true);
    }

    private string Describe(Token token) => token.Kind >= TokenKind.Name
        ? $"{Token.Describe(token.Kind)} \"{Text(token)}\""
        : Token.Describe(token.Kind);
}
