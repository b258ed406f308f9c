using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Expressions;

/// <summary>
/// Reads a caller's condition: <c>store__country in ('ES', 'FR') and not transacted_amount &lt; 10</c>. Nothing of its text ever becomes
/// SQL.
/// </summary>
public static class FilterParser
{
    private const string Tails = "a comparison (=, <>, <, <=, >, >=, in, between, contains, starts with, ends with, like, ilike, is null)";

    /// <summary>The most characters of a pattern.</summary>
    public const int LongestPattern = 500;

    /// <summary>The most runs of <c>%</c> in a pattern.</summary>
    public const int MostWildcards = 16;

    /// <summary>
    /// The most characters of a searched part of a text: even with every character escaped and a wildcard at both ends, the pattern is not
    /// too long.
    /// </summary>
    public const int LongestPart = (LongestPattern - 2) / 2;

    /// <summary>True for a pattern that may take a core seconds to match: each run of wildcards multiplies the time for a row.</summary>
    public static bool CostsTooMuch(string pattern) => pattern.Length > LongestPattern || WildcardsOf(pattern) > MostWildcards;

    /// <summary>The condition, or the place where it is malformed.</summary>
    public static Outcome<Filter> Parse(string text)
    {
        var reader = new TokenReader(text, SyntaxCodes.AskedFilter);
        return reader.Finish(Either(reader), "'and', 'or' or the end");
    }

    /// <summary>The condition of a saved query, in which <c>{{ Parameter('country') }}</c> may take the place of a value.</summary>
    internal static Outcome<Filter> ParseSaved(string text)
    {
        var reader = new TokenReader(text, SyntaxCodes.AskedFilter) { TakesParameters = true };
        return reader.Finish(Either(reader), "'and', 'or' or the end");
    }

    /// <summary>
    /// The condition of a policy, in which <c>{{ principal.countries }}</c> may take the place of a value, a pattern or a list.
    /// </summary>
    internal static Outcome<Filter> ParsePolicy(string text)
    {
        var reader = new TokenReader(text, SyntaxCodes.AskedFilter) { TakesAttributes = true };
        return reader.Finish(Either(reader), "'and', 'or' or the end");
    }

    private static Filter? Either(TokenReader reader) => Chain(reader, "or", Both, any => new Filter.Or(any));

    private static Filter? Both(TokenReader reader) => Chain(reader, "and", Negation, all => new Filter.And(all));

    private static Filter? Chain(TokenReader reader, string word, Func<TokenReader, Filter?> part, Func<EquatableList<Filter>, Filter> join)
    {
        var parts = new List<Filter>();
        do
        {
            if (part(reader) is not { } read)
                return null;
            parts.Add(read);
        }
        while (reader.TakeWord(word));
        return parts.Count == 1 ? parts[0] : join(parts.ToEquatableList());
    }

    private static Filter? Negation(TokenReader reader)
    {
        if (!reader.TakeWord("not"))
            return Predicate(reader);
        if (!reader.Enter())
            return null;
        var inner = Negation(reader);
        reader.Leave();
        return inner is null ? null : new Filter.Not(inner);
    }

    private static Filter? Predicate(TokenReader reader)
    {
        if (!reader.TakeSymbol("("))
            return Comparison(reader);
        if (!reader.Enter())
            return null;
        var inner = Either(reader);
        reader.Leave();
        return inner is not null && reader.ExpectSymbol(")") ? inner : null;
    }

    private static Filter? Comparison(TokenReader reader)
    {
        var start = reader.Current;
        if (FilterOperand.Read(reader) is not { } left)
            return null;
        if (Operator(reader.Current) is { } comparison)
        {
            reader.ValueFollows(start);
            reader.Take();
            return FilterOperand.Read(reader) is { } right && Named(reader, start, left, right)
                ? new Filter.Compare(left, comparison, right) : null;
        }

        if (reader.TakeWord("is"))
            return Nullness(reader, start, left);
        if (Alone(reader, left) is { } alone)
            return alone;
        var negated = reader.TakeWord("not");
        reader.ValueFollows(start);
        var test =
            reader.TakeWord("in") ? Membership(reader, start, left)
            : reader.TakeWord("between") ? Range(reader, start, left)
            : reader.TakeWord("like") ? Pattern(reader, start, left, ignoreCase: false)
            : reader.TakeWord("ilike") ? Pattern(reader, start, left, ignoreCase: true)
            : reader.TakeWord("contains") ? Part(reader, start, left, "%", "%")
            : reader.TakeWord("starts") ? With(reader, start) ? Part(reader, start, left, "", "%") : null
            : reader.TakeWord("ends") ? With(reader, start) ? Part(reader, start, left, "%", "") : null
            : Missing(reader, negated);
        return negated && test is not null ? new Filter.Not(test) : test;
    }

    private static Comparison? Operator(Token token) => token.Kind != TokenKind.Symbol ? null : token.Text switch
    {
        "=" or "==" => Domain.Querying.Comparison.Equal,
        "<>" or "!=" => Domain.Querying.Comparison.NotEqual,
        "<" => Domain.Querying.Comparison.Less,
        "<=" => Domain.Querying.Comparison.LessOrEqual,
        ">" => Domain.Querying.Comparison.Greater,
        ">=" => Domain.Querying.Comparison.GreaterOrEqual,
        _ => null,
    };

    // A boolean dimension, or true or false, needs no comparison.
    private static Filter? Alone(TokenReader reader, Operand left)
    {
        var next = reader.Current;
        if (next.Kind != TokenKind.End && !next.IsSymbol(")") && !next.IsWord("and") && !next.IsWord("or"))
            return null;
        return left switch
        {
            Operand.Name name =>
                new Filter.Compare(name, Domain.Querying.Comparison.Equal, new Operand.Value(new FilterValue.Boolean(true))),
            Operand.Value { Constant: FilterValue.Boolean { Content: true } } => new Filter.And([]),
            Operand.Value { Constant: FilterValue.Boolean } => new Filter.Or([]),
            _ => null,
        };
    }

    private static Filter? Missing(TokenReader reader, bool negated)
    {
        reader.Expected(negated ? "in, between, contains, starts with, ends with, like or ilike" : Tails);
        return null;
    }

    private static Filter? Nullness(TokenReader reader, Token start, Operand left)
    {
        var negated = reader.TakeWord("not");
        if (!reader.TakeWord("null"))
        {
            reader.Expected("null", "with other values write =");
            return null;
        }

        if (!Named(reader, start, left))
            return null;
        return negated ? new Filter.Not(new Filter.IsNull(left)) : new Filter.IsNull(left);
    }

    private static Filter? Membership(TokenReader reader, Token start, Operand left)
    {
        if (!Named(reader, start, left))
            return null;
        // All values of a caller's attribute, as a list without brackets.
        if (reader.TakesAttributes && reader.Current.IsSymbol("{{"))
        {
            var at = reader.Current;
            return FilterOperand.Read(reader) switch
            {
                Operand.Value { Constant: FilterValue.Attribute all } => new Filter.In(left, [all]),
                null => null,
                _ => Refuse(reader, at, "'in' lists values, not names"),
            };
        }

        var values = new List<FilterValue>();
        reader.ValueFollows(start, isListed: true);
        if (!reader.ExpectSymbol("("))
            return null;
        do
        {
            var token = reader.Current;
            if (FilterOperand.Read(reader) is not { } operand)
                return null;
            if (operand is not Operand.Value value)
            {
                reader.FailAt(token, "'in' lists values, not names", "texts have single quotes: 'ES'");
                return null;
            }

            values.Add(value.Constant);
            if (reader.Current.IsSymbol(","))
                reader.ValueFollows(start, isListed: true);
        }
        while (reader.TakeSymbol(","));
        return reader.ExpectSymbol(")") ? new Filter.In(left, values.ToEquatableList()) : null;
    }

    private static Filter? Range(TokenReader reader, Token start, Operand left)
    {
        if (FilterOperand.Read(reader) is not { } low)
            return null;
        if (!reader.Current.IsWord("and"))
        {
            reader.Expected("'and'", "write x between 1 and 10");
            return null;
        }

        reader.ValueFollows(start);
        reader.TakeWord("and");
        return FilterOperand.Read(reader) is { } high && Named(reader, start, left, low, high) ? new Filter.Between(left, low, high) : null;
    }

    private static Filter? Pattern(TokenReader reader, Token start, Operand left, bool ignoreCase)
    {
        if (!Named(reader, start, left))
            return null;
        var token = reader.Current;
        if (reader.TakesAttributes && token.IsSymbol("{{"))
        {
            return FilterOperand.Read(reader) switch
            {
                Operand.Value { Constant: FilterValue.Attribute one } => new Filter.Like(left, one, ignoreCase),
                null => null,
                _ => Refuse(reader, token, "a pattern is a text, not a name"),
            };
        }

        if (token.Kind != TokenKind.Text)
        {
            reader.Expected("a text in single quotes");
            return null;
        }

        if (CostsTooMuch(token.Text))
        {
            reader.FailAt(
                token, $"a pattern has at most {LongestPattern} characters and {MostWildcards} runs of '%'",
                "ask for a shorter part of the text, or join several conditions with 'or'");
            return null;
        }

        return new Filter.Like(left, reader.Take().Text, ignoreCase);
    }

    private static bool With(TokenReader reader, Token start)
    {
        if (!reader.Current.IsWord("with"))
            return reader.Expected("'with'");
        reader.ValueFollows(start);
        return reader.TakeWord("with");
    }

    // Searches a part of a text without regard to case; none of the part's characters is a wildcard.
    private static Filter? Part(TokenReader reader, Token start, Operand left, string before, string after)
    {
        if (!Named(reader, start, left))
            return null;
        var token = reader.Current;
        if (token.Kind != TokenKind.Text)
        {
            reader.Expected("a text in single quotes");
            return null;
        }

        if (token.Text.Length > LongestPart)
        {
            reader.FailAt(token, $"a part of a text has at most {LongestPart} characters", "ask for a shorter part");
            return null;
        }

        return new Filter.Like(left, before + LikePattern.Literal(reader.Take().Text) + after, ignoreCase: true);
    }

    private static int WildcardsOf(string pattern)
    {
        var (runs, inRun) = (0, false);
        for (var i = 0; i < pattern.Length; i++)
        {
            // A run continues over '_', since matching skips both together.
            var isRun = pattern[i] == '%' || (inRun && pattern[i] == '_');
            if (isRun && !inRun)
                runs++;
            if (pattern[i] == '\\')
                i++;
            inRun = isRun;
        }

        return runs;
    }

    private static Filter? Refuse(TokenReader reader, Token at, string message)
    {
        reader.FailAt(at, message, "texts have single quotes: 'ES'");
        return null;
    }

    private static bool Named(TokenReader reader, Token start, params ReadOnlySpan<Operand> operands)
    {
        foreach (var operand in operands)
        {
            if (operand is Operand.Name)
                return true;
        }

        return reader.FailAt(start, "a comparison without a name", "compare a dimension or metric with a value: store__country = 'ES'");
    }
}
