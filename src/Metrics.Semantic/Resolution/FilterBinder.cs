using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>A name in a condition, as an expression with its type.</summary>
internal sealed record BoundName(SqlExpression Expression, ValueType Type, DataType DataType)
{
    /// <summary>A name whose values are shown in the type that they are stored in.</summary>
    public BoundName(SqlExpression expression, DataType type)
        : this(expression, type.Value, type)
    {
    }

    /// <summary>True for a time whose name may be followed by a grain.</summary>
    public bool TakesGrain { get; init; }

    /// <summary>For a time, the grain that it is truncated to: it has no values but the beginnings of that; null for any other.</summary>
    public Grain? Grain { get; init; }

    /// <summary>True when no table says what type its values have: then it may be compared with anything, and no engine is asked.</summary>
    public bool IsOpen => DataType.Kind == DataKind.Unknown;

    /// <summary>The type of its values, as words for a sentence: for a time whose table has dates, a date.</summary>
    public string Named => DataType.Kind switch
    {
        DataKind.TimeOfDay => "a time of day",
        DataKind.Uuid => "a uuid",
        DataKind.Date => ValueType.Date.Named(),
        _ => Type.Named(),
    };
}

/// <summary>
/// Turns a caller's condition into a SQL tree: names become columns, and values become parameters of the type they are compared with.
/// </summary>
internal sealed class FilterBinder(Func<Operand.Name, BoundName?> find, TimeZoneInfo zone, ICollection<Diagnostic> problems)
{
    /// <summary>The condition; null, with the problems reported, when it cannot be bound.</summary>
    public SqlExpression? Bind(Filter filter) => filter switch
    {
        Filter.And and => All(and.All) is { } parts ? new SqlExpression.And(parts) : null,
        Filter.Or or => All(or.Any) is { } parts ? new SqlExpression.Or(parts) : null,
        Filter.Not not => Bind(not.Inner) is { } inner ? new SqlExpression.Not(inner) : null,
        Filter.IsNull isNull => Name(isNull.Of) is { } name ? new SqlExpression.IsNull(name.Expression) : null,
        Filter.Compare compare => Compare(compare.Left, Word(compare.Operator), compare.Right),
        Filter.Between between => Compare(between.Of, ">=", between.Low) is { } low && Compare(between.Of, "<=", between.High) is { } high
            ? new SqlExpression.And([low, high])
            : null,
        Filter.In list => In(list),
        Filter.Like like => Like(like),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private EquatableList<SqlExpression>? All(EquatableList<Filter> filters)
    {
        var parts = filters.Select(Bind).ToList();
        return parts.Contains(null) ? null : parts.OfType<SqlExpression>().ToEquatableList();
    }

    private SqlExpression? Compare(Operand left, string operation, Operand right)
    {
        switch (left, right)
        {
            case (Operand.Name of, Operand.Value value):
                if (Name(of) is not { } name)
                    return null;
                var (after, end) = End(name, operation, value.Constant);
                return Value(of, name, end, IsExact(operation)) is { } constant
                    ? new SqlExpression.Binary(after, name.Expression, constant) : null;
            case (Operand.Value value, Operand.Name of):
                if (Name(of) is not { } other)
                    return null;
                // The same with the sides exchanged.
                var (before, from) = End(other, Mirrored(operation), value.Constant);
                return Value(of, other, from, IsExact(operation)) is { } first
                    ? new SqlExpression.Binary(Mirrored(before), first, other.Expression) : null;
            case (Operand.Name a, Operand.Name b):
                if (Name(a) is not { } x || Name(b) is not { } y)
                    return null;
                if ((Family(x.Type) == Family(y.Type) && x.Type != ValueType.Json) || x.IsOpen || y.IsOpen)
                    return new SqlExpression.Binary(operation, Beside(x, y), Beside(y, x));
                problems.Add(new Diagnostic(
                    DiagnosticCode.WrongComparison, $"'{a.Text}' is {x.Named} and '{b.Text}' is {y.Named}; they cannot be compared"));
                return null;
            default:
                problems.Add(new Diagnostic(DiagnosticCode.MalformedFilter, "a comparison needs a name on one side"));
                return null;
        }
    }

    private SqlExpression.In? In(Filter.In list)
    {
        if (Name(list.Of) is not { } name)
            return null;
        var values = list.Values.Select(v => Value((Operand.Name)list.Of, name, v, isExact: true)).ToList();
        return values.Contains(null) ? null : new SqlExpression.In(name.Expression, values.OfType<SqlExpression>().ToEquatableList());
    }

    private SqlExpression.Like? Like(Filter.Like like)
    {
        if (Name(like.Of) is not { } name)
            return null;
        var (of, text) = ((Operand.Name)like.Of, ((FilterValue.Text)like.Pattern).Content);
        // The engine would fail on a pattern that ends with its escape character.
        if (name.Type != ValueType.String || text.Length - text.TrimEnd('\\').Length is var escapes && escapes % 2 == 1)
        {
            problems.Add(new Diagnostic(
                DiagnosticCode.WrongComparison,
                name.Type != ValueType.String ? $"'{of.Text}' is {name.Named}; like compares texts"
                    : "a pattern may not end with its escape \\"));
            return null;
        }

        // Whatever the name's type, texts are compared.
        return Value(of, name with { DataType = DataType.Text }, like.Pattern) is { } pattern
            ? new SqlExpression.Like(name.Expression, pattern, like.IgnoreCase) : null;
    }

    private BoundName? Name(Operand operand)
    {
        if (operand is not Operand.Name name)
        {
            problems.Add(new Diagnostic(DiagnosticCode.MalformedFilter, "a condition needs a name on its left side"));
            return null;
        }

        return find(name) is not { } found || Cast(name, found) is not { } bound ? null
            : bound.Type == ValueType.String && !bound.DataType.IsPlainText
                ? bound with { Expression = new SqlExpression.Cast(bound.Expression, DataType.Text) }
                : bound;
    }

    private BoundName? Cast(Operand.Name name, BoundName bound)
    {
        if (name.Cast == TimeCast.None || bound.IsOpen)
            return bound;
        if (bound.Type is not (ValueType.Date or ValueType.Timestamp))
        {
            problems.Add(new Diagnostic(
                DiagnosticCode.WrongComparison, $"'{name.Text}' is {bound.Named}; only times can be cast to a date or a time stamp"));
            return null;
        }

        if (name.Cast == TimeCast.Timestamp || bound.Type == ValueType.Date)
            return bound;
        var local = bound.DataType.Kind == DataKind.Instant ? new SqlExpression.ToLocal(bound.Expression, zone.Id) : bound.Expression;
        return new BoundName(new SqlExpression.Cast(local, DataType.Date), DataType.Date);
    }

    private SqlExpression? Value(Operand.Name of, BoundName name, FilterValue value, bool isExact = false)
    {
        // As the type is unknown, the condition holds the value as it was written.
        if (name.IsOpen)
        {
            return TypedValue.For(value, ValueType.String, DataType.Text, zone)
                ?? new SqlExpression.Parameter(new SqlParameter(SavedParameter.Plain(value), DataType.Text));
        }

        if (TypedValue.For(value, name.Type, name.DataType, zone) is { } parameter)
        {
            if (!isExact || GrainValues.Refused(of, name, value, parameter, zone) is not { } never)
                return parameter;
            problems.Add(never);
            return null;
        }

        var shown = value switch
        {
            FilterValue.Attribute or FilterValue.Parameter =>
                throw new System.Diagnostics.UnreachableException("what stands for a value is filled before"),
            FilterValue.Text text => $"the text '{(text.Content.Length > 60 ? text.Content[..60] + "…" : text.Content)}'",
            FilterValue.Number number => number.Content.ToString(System.Globalization.CultureInfo.InvariantCulture),
            FilterValue.Boolean boolean => boolean.Content ? "true" : "false",
            _ => "the value",
        };
        problems.Add(new Diagnostic(
            DiagnosticCode.WrongComparison, $"'{of.Text}' is {name.Named}; {shown} does not fit",
            Hint: ValueHints.For(of, name, value, shown)));
        return null;
    }

    // A moment that is compared with a date or a local time is converted to local time.
    private SqlExpression Beside(BoundName name, BoundName other) =>
        name.DataType.Kind == DataKind.Instant && other.DataType.Kind != DataKind.Instant
            ? new SqlExpression.ToLocal(name.Expression, zone.Id) : name.Expression;

    private static ValueType Family(ValueType type) => type switch
    {
        ValueType.Decimal or ValueType.Double => ValueType.Integer,
        ValueType.Timestamp => ValueType.Date,
        _ => type,
    };

    private static (string Operation, FilterValue Value) End(BoundName name, string operation, FilterValue value) =>
        name.Type == ValueType.Timestamp && name.DataType.Kind != DataKind.Date ? DayText.End(operation, value) : (operation, value);

    private static bool IsExact(string operation) => operation is "=" or "<>";

    private static string Mirrored(string operation) => operation switch
    {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        _ => operation,
    };

    private static string Word(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.NotEqual => "<>",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        _ => ">=",
    };
}
