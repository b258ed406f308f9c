namespace Metrics.Semantic.Catalogs.Externals.Dbt.Jinja;

/// <summary>An expression, evaluated while it is parsed. What cannot be parsed is unknown, and so is what depends on it.</summary>
internal sealed class JinjaExpression
{
    // Limit of nested brackets; no name needs more.
    private const int Deepest = 50;

    private static readonly JinjaValue NotRead = new JinjaValue.Unknown("Jinja that is not supported here");

    private readonly JinjaTokens _tokens;
    private readonly JinjaNames _names;
    private bool _isBroken;
    private int _depth;

    private JinjaExpression(JinjaTokens tokens, JinjaNames names) => (_tokens, _names) = (tokens, names);

    /// <summary>The value of an expression.</summary>
    public static JinjaValue Evaluate(string code, JinjaNames names)
    {
        var tokens = new JinjaTokens(code);
        var reading = new JinjaExpression(tokens, names);
        var value = reading.Choice();
        return tokens.IsAtEnd && !reading._isBroken ? value : NotRead;
    }

    // value if condition else other
    private JinjaValue Choice()
    {
        if (_depth >= Deepest)
            return Break();
        _depth++;
        var value = Chosen();
        _depth--;
        return value;
    }

    private JinjaValue Chosen()
    {
        var value = Or();
        if (!_tokens.Take("if"))
            return value;
        var condition = Or();
        var other = _tokens.Take("else") ? Choice() : JinjaValue.Of("");
        return condition.Truth switch { true => value, false => other, _ => value == other ? value : Unsure(condition) };
    }

    private JinjaValue Or()
    {
        var left = And();
        while (_tokens.Take("or"))
        {
            var right = And();
            left = left.Truth switch
            {
                true => left,
                false => right,
                _ => right.Truth is true ? new JinjaValue.Unknown(WhyOf(left), Holds: true) : Unsure(left),
            };
        }

        return left;
    }

    private JinjaValue And()
    {
        var left = Not();
        while (_tokens.Take("and"))
        {
            var right = Not();
            left = left.Truth switch
            {
                true => right,
                false => left,
                _ => right.Truth is false ? new JinjaValue.Unknown(WhyOf(left), Holds: false) : Unsure(left),
            };
        }

        return left;
    }

    private JinjaValue Not()
    {
        var turns = 0;
        while (_tokens.Take("not"))
            turns++;
        var value = Comparison();
        if (turns == 0)
            return value;
        return value.Truth is { } truth ? JinjaValue.Of(truth == (turns % 2 == 0)) : Unsure(value);
    }

    private JinjaValue Comparison()
    {
        var left = Joined();
        while (true)
        {
            if (_tokens.Take("=="))
                left = Same(left, Joined());
            else if (_tokens.Take("!="))
                left = Turned(Same(left, Joined()));
            else if (_tokens.Take("in"))
                left = Contains(Joined(), left);
            else if (_tokens.Next == "not" && _tokens.AfterNext == "in")
            {
                _tokens.Take();
                _tokens.Take();
                left = Turned(Contains(Joined(), left));
            }
            else if (_tokens.Take("is"))
                left = _tokens.Take("not") ? Turned(Is(left, _tokens.Take())) : Is(left, _tokens.Take());
            else
                return left;
        }
    }

    private JinjaValue Joined()
    {
        var left = Postfix();
        while (_tokens.Next is "~" or "+")
        {
            _tokens.Take();
            var right = Postfix();
            left = left.Written is { } before && right.Written is { } behind
                ? before.Length + behind.Length > JinjaTemplate.LongestText ? NotRead : JinjaValue.Of(before + behind)
                : Unsure(left.Written is null ? left : right);
        }

        return left;
    }

    private JinjaValue Postfix()
    {
        // A plain name may be a function; a name after "dbt." is one of dbt's own.
        var path = _tokens.IsName ? _tokens.Next : null;
        var value = Primary();
        while (true)
        {
            if (_tokens.Take("("))
            {
                value = path is null ? NotRead : _names.Call(path, Arguments());
                path = null;
            }
            else if (_tokens.Take("."))
            {
                var name = _tokens.Take();
                path = path == "dbt" ? $"dbt.{name}" : null;
                if (path is null && _tokens.Take("("))
                    value = JinjaFilters.Method(value, name, Arguments());
                else if (path is null)
                    value = Member(value, name);
            }
            else if (_tokens.Take("["))
            {
                (value, path) = (Member(value, Choice()), null);
                _tokens.Take("]");
            }
            else if (_tokens.Take("|"))
            {
                var name = _tokens.Take();
                (value, path) = (JinjaFilters.Apply(value, name, _tokens.Take("(") ? Arguments() : []), null);
            }
            else
                return value;
        }
    }

    private JinjaValue Primary()
    {
        if (_tokens.IsText)
            return JinjaValue.Of(_tokens.TakeText());
        if (_tokens.Take("("))
        {
            var (values, hasComma) = Listed(")");
            return values is [var only] && !hasComma ? only : new JinjaValue.Items(values);
        }

        if (_tokens.Take("["))
            return new JinjaValue.Items(Listed("]").Values);
        if (_tokens.Take("{"))
            return Written();
        if (!_tokens.IsName)
        {
            // A number, or something that is not read here.
            _tokens.Take();
            return NotRead;
        }

        return _tokens.Take() switch
        {
            "none" or "None" => JinjaValue.Nothing,
            "true" or "True" => JinjaValue.Of(true),
            "false" or "False" => JinjaValue.Of(false),
            var name => _names.Of(name),
        };
    }

    private (IReadOnlyList<JinjaValue> Values, bool HasComma) Listed(string end)
    {
        var (values, hasComma) = (new List<JinjaValue>(), false);
        while (!_tokens.Take(end))
        {
            if (_tokens.IsAtEnd)
            {
                Break();
                break;
            }

            values.Add(Choice());
            if (_tokens.Take(","))
                hasComma = true;
            else if (_tokens.Next != end)
                Break();
        }

        return (values, hasComma);
    }

    private JinjaValue Written()
    {
        var values = new Dictionary<string, JinjaValue>(StringComparer.Ordinal);
        while (!_tokens.Take("}") && !_isBroken)
        {
            if (Choice() is not JinjaValue.Text { Value: var key } || !_tokens.Take(":"))
                return Break();
            values[key] = Choice();
            if (!_tokens.Take(",") && _tokens.Next != "}")
                Break();
        }

        return new JinjaValue.Map(values, Name: null);
    }

    private List<(string? Name, JinjaValue Value)> Arguments()
    {
        var arguments = new List<(string?, JinjaValue)>();
        while (!_tokens.Take(")") && !_isBroken)
        {
            var name = _tokens.IsName && _tokens.AfterNext == "=" ? _tokens.Take() : null;
            if (name is not null)
                _tokens.Take();
            arguments.Add((name, Choice()));
            if (!_tokens.Take(",") && _tokens.Next != ")")
                Break();
        }

        return arguments;
    }

    // Skips the rest when something cannot be read, so that reading always ends.
    private JinjaValue Break()
    {
        _isBroken = true;
        while (!_tokens.IsAtEnd)
            _tokens.Take();
        return NotRead;
    }

    private static JinjaValue Member(JinjaValue of, JinjaValue key) => key is JinjaValue.Text text && of is JinjaValue.Map
        ? Member(of, text.Value) : Unsure(key is JinjaValue.Unknown ? key : of);

    private static JinjaValue Member(JinjaValue of, string name) => of is JinjaValue.Map map
        ? map.Values.GetValueOrDefault(name) ?? new JinjaValue.Unknown(map.Name is null ? name : $"{map.Name}.{name}")
        : Unsure(of);

    private static JinjaValue Same(JinjaValue left, JinjaValue right) => IsKnown(left) && IsKnown(right)
        ? JinjaValue.Of(left == right) : Unsure(IsKnown(left) ? right : left);

    private static JinjaValue Contains(JinjaValue all, JinjaValue one)
    {
        if (all is JinjaValue.Map { Name: null } map && IsKnown(one))
            return JinjaValue.Of(one is JinjaValue.Text key && map.Values.ContainsKey(key.Value));
        if (all is JinjaValue.Text text && one is JinjaValue.Text part)
            return JinjaValue.Of(text.Value.Contains(part.Value, StringComparison.Ordinal));
        if (all is not JinjaValue.Items items || !IsKnown(one))
            return Unsure(IsKnown(one) ? all : one);
        if (items.Values.Any(v => IsKnown(v) && v == one))
            return JinjaValue.Of(true);
        return items.Values.FirstOrDefault(v => !IsKnown(v)) is { } unsure ? Unsure(unsure) : JinjaValue.Of(false);
    }

    private static JinjaValue Is(JinjaValue value, string test) => (value, test) switch
    {
        (JinjaValue.Unknown, _) => Unsure(value),
        (_, "none") => JinjaValue.Of(value is JinjaValue.None),
        (_, "string") => JinjaValue.Of(value is JinjaValue.Text),
        (_, "defined") => JinjaValue.Of(true),
        _ => NotRead,
    };

    private static JinjaValue Turned(JinjaValue value) => value.Truth is { } truth ? JinjaValue.Of(!truth) : value;

    // Contents of lists and mappings are not compared.
    private static bool IsKnown(JinjaValue value) => value is JinjaValue.Text or JinjaValue.Flag or JinjaValue.None;

    private static JinjaValue Unsure(JinjaValue of) => of is JinjaValue.Unknown unknown ? unknown with { Holds = null } : NotRead;

    private static string WhyOf(JinjaValue of) => ((JinjaValue.Unknown)Unsure(of)).Why;
}
