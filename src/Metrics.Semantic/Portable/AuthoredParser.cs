using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Portable;

/// <summary>
/// Reads an author's SQL as a tree that means the same on every engine. It knows what is known to be the same and nothing else: what it
/// does not know is no error of the author's, only a reason to ask the engine that the author wrote for.
/// </summary>
/// <remarks>Binding has had the store read the text before, so what is no SQL at all does not come here.</remarks>
internal sealed class AuthoredParser
{
    private const int MostNested = 100;

    private readonly IReadOnlyList<AuthoredToken> _tokens;
    private readonly Scope _scope;
    private int _at;
    private int _nested;

    private AuthoredParser(IReadOnlyList<AuthoredToken> tokens, Scope scope) => (_tokens, _scope) = (tokens, scope);

    /// <summary>A whole expression.</summary>
    /// <param name="parts">Its text; in a template with typed expressions between its pieces.</param>
    /// <param name="scope">What its names may stand for.</param>
    /// <exception cref="NotPortableException">It has something in it that is not known to be the same.</exception>
    public static Typed Parse(IEnumerable<(string? Text, Typed? Inner)> parts, Scope scope)
    {
        var parser = new AuthoredParser(AuthoredToken.Of(parts), scope);
        var read = parser.Or();
        return parser._at == parser._tokens.Count ? read : throw parser.Unknown();
    }

    private Typed Or()
    {
        var any = new List<Typed> { And() };
        while (TakeWord("or"))
            any.Add(And());
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

    // Never unknown, as "is true" is not.
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
                // Each is compared as if it stood alone.
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

    private Typed Concat()
    {
        var left = Sum();
        while (Peek(0).Is("|") && Peek(1).Is("|"))
        {
            _at += 2;
            var right = Sum();
            (left, right) = (Literals.AsText(left), Literals.AsText(right));
            left = left.Type.Kind == DataKind.Text && right.Type.Kind == DataKind.Text
                ? new Typed(new SqlExpression.Binary("||", left.Sql, right.Sql), DataType.Text)
                : throw new NotPortableException($"|| of {TypeRules.Name(left.Type)} and {TypeRules.Name(right.Type)}");
        }

        return left;
    }

    private Typed Sum()
    {
        var left = Product();
        while (Peek(0) is { IsSymbol: true, Text: "+" or "-" } sign)
        {
            // An arrow into a document.
            if (Peek(1) is { IsSymbol: true, Text: ">" })
                throw new NotPortableException("->");
            _at++;
            left = Operators.Add(sign.Text[0], left, Product());
        }

        return left;
    }

    private Typed Product()
    {
        var left = AtZone();
        while (Peek(0) is { IsSymbol: true, Text: "*" or "/" or "%" } sign)
        {
            _at++;
            left = Operators.Multiply(sign.Text[0], left, AtZone());
        }

        return left;
    }

    private Typed AtZone()
    {
        var left = Unary();
        while (Peek(0).IsWord("at") && Peek(1).IsWord("time") && Peek(2).IsWord("zone"))
        {
            _at += 3;
            var zone = Unary().Literal ?? throw new NotPortableException("at time zone");
            left = Operators.AtZone(left, zone);
        }

        return left;
    }

    private Typed Unary()
    {
        if (Take("+"))
            return Unary();
        if (!Take("-"))
            return Suffixed();
        Enter();
        var of = Unary();
        _nested--;
        return Operators.Negate(of);
    }

    private Typed Suffixed()
    {
        var of = Primary();
        while (Peek(0).Is(":") && Peek(1).Is(":"))
        {
            _at += 2;
            of = Casts.To(of, TypeWords.Read(this));
        }

        return of;
    }

    private Typed Primary()
    {
        var token = Peek(0);
        switch (token.Kind)
        {
            case AuthoredTokenKind.Inner:
                _at++;
                return token.Inner;
            case AuthoredTokenKind.Text:
                _at++;
                return Literals.Text(token.Text);
            case AuthoredTokenKind.Number:
                _at++;
                return Literals.Number(token.Text);
            case AuthoredTokenKind.Name:
                return Column();
            case AuthoredTokenKind.Word:
                return Word(token.Text);
            case AuthoredTokenKind.Symbol when token.Text == "(":
                _at++;
                Enter();
                var inner = Or();
                _nested--;
                Expect(")");
                return inner;
            default:
                throw Unknown();
        }
    }

    private Typed Word(string word)
    {
        switch (word)
        {
            case "null":
                _at++;
                return new Typed(new SqlExpression.Missing(), DataType.Unknown);
            case "true" or "false":
                _at++;
                return Truth(word == "true" ? new SqlExpression.And([]) : new SqlExpression.Or([]));
            case "case":
                _at++;
                return Case();
            case "cast":
                _at++;
                Expect("(");
                var of = Or();
                ExpectWord("as");
                var type = TypeWords.Read(this);
                Expect(")");
                return Casts.To(of, type);
            case "date" or "timestamp" when Peek(1).Kind == AuthoredTokenKind.Text:
                _at += 2;
                return Literals.As(Literals.Text(Peek(-1).Text), word == "date" ? DataType.Date : DataType.LocalTime);
            case "extract" when Peek(1).Is("("):
                _at += 2;
                var part = Peek(0).Text;
                _at++;
                ExpectWord("from");
                var time = Or();
                Expect(")");
                return Operators.Extract(part, time);
        }

        return Peek(1).Is("(") ? Call(word) : Reserved.Contains(word) ? throw new NotPortableException(word) : Column();
    }

    // Values that look like columns, and beginnings of what is not read here.
    private static readonly HashSet<string> Reserved =
    [
        "array", "row", "exists", "interval", "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "user",
        "current_user", "session_user", "system_user", "current_role", "current_catalog", "current_schema", "select", "collate", "time",
    ];

    private Typed Column()
    {
        var name = Name();
        if (!Take("."))
            return _scope.Find(null, name);
        var column = Name();
        return Peek(0).Is(".") || Peek(0).Is("(") ? throw Unknown() : _scope.Find(name, column);
    }

    private string Name()
    {
        var token = Peek(0);
        _at++;
        return token.Kind is AuthoredTokenKind.Name or AuthoredTokenKind.Word ? token.Text : throw Unknown(-1);
    }

    private Typed Call(string function)
    {
        _at += 2;
        Enter();
        var arguments = new List<Typed>();
        if (!Peek(0).Is(")"))
        {
            do
                arguments.Add(Or());
            while (Take(","));
        }

        _nested--;
        Expect(")");
        // What follows would make it a window or an aggregate over other rows.
        return Peek(0).IsWord("over") || Peek(0).IsWord("filter") || Peek(0).IsWord("within")
            ? throw new NotPortableException(Peek(0).Text) : Functions.Call(function, arguments);
    }

    private Typed Case()
    {
        Enter();
        Typed? of = Peek(0).IsWord("when") ? null : Or();
        var (conditions, values) = (new List<SqlExpression>(), new List<Typed>());
        while (TakeWord("when"))
        {
            var condition = Or();
            conditions.Add(of is { } subject ? Operators.Compare("=", subject, condition).Sql : Condition(condition));
            ExpectWord("then");
            values.Add(Or());
        }

        var hasElse = TakeWord("else");
        if (hasElse)
            values.Add(Or());
        ExpectWord("end");
        _nested--;
        var alike = Functions.Alike(values, "case");
        var branches = conditions.Select((c, i) => new SqlBranch(c, alike.Values[i].Sql)).ToEquatableList();
        return new Typed(new SqlExpression.Case(branches, hasElse ? alike.Values[^1].Sql : null), alike.Type);
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
