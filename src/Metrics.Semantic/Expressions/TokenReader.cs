using System.Globalization;
using System.Text;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Expressions;

/// <summary>The input of parsers: the current token, and the first problem met. After a problem nothing matches any more.</summary>
internal sealed class TokenReader
{
    /// <summary>Longer texts are refused without being read.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Deeper nesting is refused, so that no text can exhaust the stack of anything that walks the tree.</summary>
    public const int MaxDepth = 100;

    private readonly Lexer _lexer;
    private readonly SyntaxCodes _codes;
    private readonly SourceLocation? _location;
    private readonly string _text;
    private int _depth;
    private bool _isTemplate;
    private (int From, int Value, bool IsListed)? _value;
    private (int Open, int End)? _read;

    public TokenReader(string text, SyntaxCodes codes, SourceLocation? location = null, int start = 0, bool inTemplate = false)
    {
        (_codes, _location, _text) = (codes, location, text);
        _lexer = new Lexer(text, start) { InTemplate = inTemplate };
        _isTemplate = inTemplate;
        if (text.Length > MaxLength)
            Fail($"{text.Length} characters are more than the {MaxLength} an expression may have");
        else
            Advance();
    }

    public Token Current { get; private set; } = new(TokenKind.Bad, "", 0);

    public Diagnostic? Problem { get; private set; }

    /// <summary>The end of the current token in the text.</summary>
    public int Position => _lexer.Position;

    /// <summary>True in a saved query, whose conditions may have parameters.</summary>
    public bool TakesParameters { get; init; }

    /// <summary>True in a policy, whose conditions may use the caller's attributes.</summary>
    public bool TakesAttributes { get; init; }

    public bool InTemplate
    {
        set => _lexer.InTemplate = _isTemplate = value;
    }

    public Token Take()
    {
        var taken = Current;
        Advance();
        return taken;
    }

    public bool TakeSymbol(string symbol) => TakeIf(Current.IsSymbol(symbol));

    public bool TakeWord(string word) => TakeIf(Current.IsWord(word));

    /// <summary>True when a bracket opens right after the current word: a call.</summary>
    public bool PeekIsOpen() => _lexer.OpensNext;

    public bool ExpectSymbol(string symbol) => TakeSymbol(symbol) || Expected($"'{symbol}'");

    /// <summary>Goes one level deeper; false, with a problem, when that is too deep.</summary>
    public bool Enter() => ++_depth <= MaxDepth || FailAt(Current, $"more than {MaxDepth} levels of nesting");

    public void Leave() => _depth--;

    /// <summary>Notes that a value follows the current token, so that a problem in it gets a hint on how texts are written.</summary>
    /// <param name="start">Where the comparison with that value begins.</param>
    /// <param name="isListed">True inside <c>in (…)</c>.</param>
    public void ValueFollows(Token start, bool isListed = false) => _value = (start.Start, _lexer.Position, isListed);

    public bool Expected(string what, string? hint = null) => FailAt(Current, $"expected {what}, found {Current.Shown}", hint);

    public bool FailAt(Token token, string message, string? hint = null, EquatableList<string> candidates = default) =>
        Fail($"{message} at character {token.Start + 1}", Mistyped(token) ?? Unquoted(token) ?? hint, candidates);

    public bool NotYet(Token token, string what) =>
        Fail($"{what} at character {token.Start + 1} is not supported yet", code: _codes.NotYet);

    /// <summary>A decimal equal to the number as written, or null with a problem.</summary>
    public decimal? Exact(Token number, bool negative)
    {
        var digits = number.Text.TrimStart('0');
        if (digits.Length == 0 || digits[0] == '.')
            digits = "0" + digits;
        if (decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value.ToString(CultureInfo.InvariantCulture) == digits)
        {
            return negative ? -value : value;
        }

        FailAt(number, "a number of more digits than can be kept exactly", "28 digits are kept");
        return null;
    }

    /// <summary>The parsed value if the whole text was read without a problem.</summary>
    public Outcome<T> Finish<T>(T? value, string otherwise)
        where T : class
    {
        if (Problem is null && Current.Kind != TokenKind.End)
            Expected(otherwise);
        return Problem is null && value is not null ? Outcome<T>.Of(value) : Outcome<T>.Refused(Problem!);
    }

    // A text ended by an apostrophe inside it, or a number with a comma. A sign after a text is a different mistake.
    private string? Mistyped(Token at) =>
        _read is var (open, end) && at.Kind is TokenKind.Word or TokenKind.Number or TokenKind.Text && at.Start >= end
            ? ApostropheText.Hint(_text, open, end, at.Start)
            : at.IsSymbol(",") ? NumberText.HintAround(_text, at.Start) : null;

    private string? Unquoted(Token at) =>
        _value is var (from, value, isListed) && at.Start >= value ? UnquotedText.Hint(_text, from, value, at.Start, isListed) : null;

    private bool TakeIf(bool matches)
    {
        if (matches)
            Advance();
        return matches;
    }

    private void Advance()
    {
        if (Problem is not null)
            return;
        _read = Current.Kind == TokenKind.Text && !_isTemplate ? (Current.Start, _lexer.Position) : null;
        var (token, problem, hint) = _lexer.Next();
        Current = token;
        if (problem is not null)
            FailAt(token, $"cannot read {problem}", hint);
    }

    private bool Fail(string message, string? hint = null, EquatableList<string> candidates = default, DiagnosticCode? code = null)
    {
        Problem ??= new Diagnostic(code ?? _codes.Malformed, message, _location, hint, candidates);
        Current = new Token(TokenKind.Bad, "", Current.Start);
        return false;
    }
}

/// <summary>Corrects a text that ends early because of an apostrophe inside it: <c>'O''Brien'</c> for <c>'O'Brien'</c>.</summary>
internal static class ApostropheText
{
    private const int Longest = 80;
    private const string Rule = "an apostrophe inside a text is written twice";

    /// <summary>The hint; null where something else is wrong.</summary>
    /// <param name="condition">The whole condition.</param>
    /// <param name="open">Where the last text that was read begins.</param>
    /// <param name="end">Where that text ended.</param>
    /// <param name="at">Where reading failed, right after that text.</param>
    public static string? Hint(string condition, int open, int end, int at)
    {
        var first = condition[(open + 1)..(end - 1)];
        // More likely a text that was never closed.
        if (first.Length == 0 || first.IndexOfAny(['=', '<', '>']) >= 0 || first.Contains("__", StringComparison.Ordinal)
            || (at > end && condition.AsSpan(at).Count('\'') % 2 == 0))
            return null;
        var close = Close(condition, at);
        var inner = condition[(open + 1)..close];
        return inner.Length > Longest ? $"{Rule}: 'O''Brien'" : $"{Rule}: '{Doubled(inner)}'";
    }

    // The closing quote: the next one before something that can follow a value; without one, the first character that can follow a value.
    private static int Close(string condition, int at)
    {
        for (var i = at; i < condition.Length; i++)
        {
            if (condition[i] == '\'' && EndsValue(condition.AsSpan(i + 1).TrimStart()))
                return i;
        }

        var next = condition.IndexOfAny([')', ',', ' '], at);
        return next < 0 ? condition.Length : next;
    }

    private static bool EndsValue(ReadOnlySpan<char> rest) => rest.IsEmpty || rest[0] is ')' or ',' or ']'
        || rest.StartsWith("and ", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("or ", StringComparison.OrdinalIgnoreCase);

    // Doubles each apostrophe that is not doubled already; one that is escaped with a backslash, as in other languages, is doubled instead.
    private static string Doubled(string inner)
    {
        var text = new StringBuilder();
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '\\' && i + 1 < inner.Length && inner[i + 1] == '\'')
                continue;
            text.Append(inner[i] == '\'' ? "''" : inner[i].ToString());
            if (inner[i] == '\'' && i + 1 < inner.Length && inner[i + 1] == '\'')
                i++;
        }

        return text.ToString();
    }
}
