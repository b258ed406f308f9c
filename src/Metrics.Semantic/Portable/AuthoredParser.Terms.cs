using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Portable;

// The operands of conditions: texts and numbers, columns, calls and cases.
internal sealed partial class AuthoredParser
{
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
            // The operator -> of JSON.
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
            left = Operators.AtZone(left, zone, _scope);
        }

        return left;
    }

    private Typed Unary()
    {
        while (Take("+"))
        {
            // A unary plus has no effect.
        }

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
        // A chain of operators nests to the left, so that its depth is its length.
        if (++_parts > MostParts)
            throw new NotPortableException("an expression of so many parts");
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

    // Values that look like columns, and first words of constructs that are not read here.
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
        // These words would make the call a window function, or an aggregate over other rows.
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
}
