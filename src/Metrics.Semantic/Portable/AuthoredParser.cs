using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Portable;

/// <summary>
/// Reads an author's SQL as a tree that means the same on every engine. It accepts only what is known to mean the same. Anything else is
/// not an author's error: the engine that the author wrote for runs it instead.
/// </summary>
/// <remarks>Binding has already had the store parse the text, so invalid SQL does not get here.</remarks>
internal sealed partial class AuthoredParser
{
    private const int MostNested = 200;
    private const int MostParts = 1000;

    private readonly IReadOnlyList<AuthoredToken> _tokens;
    private readonly Scope _scope;
    private int _at;
    private int _nested;
    private int _parts;

    private AuthoredParser(IReadOnlyList<AuthoredToken> tokens, Scope scope) => (_tokens, _scope) = (tokens, scope);

    /// <summary>A whole expression.</summary>
    /// <param name="parts">Its text; for a template, pieces of text with typed expressions between them.</param>
    /// <param name="scope">The columns that its names may refer to.</param>
    /// <exception cref="NotPortableException">It contains something that is not known to mean the same on every engine.</exception>
    public static Typed Parse(IEnumerable<(string? Text, Typed? Inner)> parts, Scope scope)
    {
        var parser = new AuthoredParser(AuthoredToken.Of(parts), scope);
        var read = parser.Or();
        return parser._at == parser._tokens.Count ? read : throw parser.Unknown();
    }

    private Typed Or()
    {
        Enter();
        var any = new List<Typed> { And() };
        while (TakeWord("or"))
            any.Add(And());
        _nested--;
        return any.Count == 1 ? any[0] : Truth(new SqlExpression.Or(any.Select(Condition).ToEquatableList()));
    }

    private Typed And()
    {
        var all = new List<Typed> { Not() };
        while (TakeWord("and"))
            all.Add(Not());
        return all.Count == 1 ? all[0] : Truth(new SqlExpression.And(all.Select(Condition).ToEquatableList()));
    }

    private Typed Not()
    {
        if (!TakeWord("not"))
            return Is();
        Enter();
        var inner = Truth(new SqlExpression.Not(Condition(Not())));
        _nested--;
        return inner;
    }

    private Typed Is()
    {
        var left = Comparison();
        while (TakeWord("is"))
        {
            var not = TakeWord("not");
            SqlExpression test;
            if (TakeWord("null"))
                test = new SqlExpression.IsNull(left.Sql);
            else if (TakeWord("unknown"))
                test = new SqlExpression.IsNull(Condition(left));
            else if (TakeWord("true"))
                test = Same(Condition(left), isTrue: true);
            else if (TakeWord("false"))
                test = Same(Condition(left), isTrue: false);
            else
                throw Unknown();
            left = Truth(not ? new SqlExpression.Not(test) : test);
        }

        return left;
    }

    // Like "is true", this is never unknown.
    private static SqlExpression Same(SqlExpression condition, bool isTrue) => new SqlExpression.Call(
        "coalesce", [isTrue ? condition : new SqlExpression.Not(condition), new SqlExpression.Or([])]);

    private Typed Comparison()
    {
        var left = Range();
        if (Operator() is not { } sign)
            return left;
        var right = Range();
        return Operators.Compare(sign, left, right);
    }

    private string? Operator()
    {
        foreach (var (written, sign) in Comparisons)
        {
            if (Enumerable.Range(0, written.Length).All(i => Peek(i) is { IsSymbol: true } token && token.Text == written[i..(i + 1)]))
            {
                _at += written.Length;
                return sign;
            }
        }

        return null;
    }

    private static readonly (string Written, string Sign)[] Comparisons =
        [("<>", "<>"), ("!=", "<>"), ("<=", "<="), (">=", ">="), ("<", "<"), (">", ">"), ("=", "=")];

    private Typed Range()
    {
        var of = Concat();
        var not = Peek(0).IsWord("not") && (Peek(1).IsWord("between") || Peek(1).IsWord("in") || Peek(1).IsWord("like"));
        if (not)
            _at++;
        Typed test;
        if (TakeWord("between"))
        {
            var low = Concat();
            ExpectWord("and");
            test = Truth(new SqlExpression.And([Operators.Compare(">=", of, low).Sql, Operators.Compare("<=", of, Concat()).Sql]));
        }
        else if (TakeWord("in"))
        {
            Expect("(");
            var items = new List<SqlExpression>();
            do
            {
                var item = Or();
                // Each item is compared as by a separate "=".
                items.Add(Operators.Compare("=", of, item).Sql);
            }
            while (Take(","));
            Expect(")");
            test = Truth(new SqlExpression.Or(items.ToEquatableList()));
        }
        else if (TakeWord("like"))
        {
            var pattern = Concat();
            if (of.Type.Kind != DataKind.Text || pattern.Literal is not { } text || (text.Length - text.TrimEnd('\\').Length) % 2 == 1)
                throw new NotPortableException("like");
            test = Truth(new SqlExpression.Like(of.Sql, pattern.Sql, IgnoreCase: false));
        }
        else
        {
            return of;
        }

        return not ? Truth(new SqlExpression.Not(test.Sql)) : test;
    }

    private static Typed Truth(SqlExpression condition) => new(condition, DataType.Boolean);

    private static SqlExpression Condition(Typed of) => Literals.Of(of, DataType.Boolean).Sql;

    internal AuthoredToken Peek(int further) =>
        _at + further >= 0 && _at + further < _tokens.Count ? _tokens[_at + further] : AuthoredToken.End;

    internal bool Take(string symbol)
    {
        var found = Peek(0).Is(symbol);
        _at += found ? 1 : 0;
        return found;
    }

    internal void Skip() => _at++;

    internal bool TakeWord(string word)
    {
        var found = Peek(0).IsWord(word);
        _at += found ? 1 : 0;
        return found;
    }

    internal void Expect(string symbol)
    {
        if (!Take(symbol))
            throw Unknown();
    }

    internal NotPortableException Unknown(int at = 0) => new(Peek(at).Kind == AuthoredTokenKind.End ? "its end" : Peek(at).Text);

    private void ExpectWord(string word)
    {
        if (!TakeWord(word))
            throw Unknown();
    }

    private void Enter()
    {
        if (++_nested > MostNested)
            throw new NotPortableException("what is nested so deeply");
    }
}
