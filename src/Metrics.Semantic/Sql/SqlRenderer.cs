using System.Globalization;
using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Sql;

/// <summary>
/// Writes a tree as text and collects its values as parameters. Dialects implement what engines spell differently. The compiler reports a
/// kind of node that is not written.
/// </summary>
public abstract partial class SqlRenderer : SqlVisitor<SqlText>
{
    private readonly List<StatementParameter> _parameters = [];
    private readonly SqlText _text = new();

    /// <summary>The text written so far, for dialects to write to.</summary>
    protected SqlText Text => _text;

    /// <summary>Renders one statement.</summary>
    protected SqlStatement RenderStatement(SqlSelect select)
    {
        Select(select);
        return new SqlStatement(_text.ToString(), _parameters.ToEquatableList());
    }

    /// <summary>A name in the dialect's quotes.</summary>
    protected abstract string Quote(string name);

    /// <summary>The name of a relation.</summary>
    protected virtual string Place(SqlSource.Relation relation) => $"{Quote(relation.Schema)}.{Quote(relation.Name)}";

    /// <summary>Begins a fenced SELECT, which no condition from outside may enter, for engines that mark the fence at the start.</summary>
    protected virtual void BeginFence()
    {
    }

    /// <summary>Ends a fenced SELECT, so that the engine evaluates it before anything outside.</summary>
    protected abstract void Fence();

    /// <summary>Writes a reference to a parameter by its number, counted from 1.</summary>
    protected abstract void Parameter(int number, StatementParameter parameter);

    /// <summary>The dialect's name of a type.</summary>
    protected abstract string TypeName(DataType type);

    /// <summary>The dialect's name of a parameter's type.</summary>
    protected virtual string ParameterType(DataType type) => TypeName(type);

    /// <summary>Writes one key of an order.</summary>
    protected abstract void Order(SqlOrder order);

    /// <summary>The dialect's name of a function.</summary>
    protected abstract string FunctionName(string function);

    /// <summary>Writes an expression.</summary>
    protected SqlText Expression(SqlExpression expression) => expression.Accept(this);

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Column expression) =>
        Text.Write(Plain().IsMatch(expression.Source) ? expression.Source : Quote(expression.Source)).Write(".")
            .Write(Quote(expression.Name));

    // A text with a comment is followed by a line break, so that a comment at its end does not swallow the parenthesis.
    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Authored expression) =>
        Text.Write("(").Write(expression.Text).Write(HasComment(expression.Text) ? "\n)" : ")");

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Template expression)
    {
        foreach (var part in expression.Parts)
            Expression(part);
        return Text.Write(expression.Parts.Any(p => p is SqlExpression.Verbatim piece && HasComment(piece.Text)) ? "\n" : "");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Verbatim expression) => Text.Write(expression.Text);

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Parameter expression)
    {
        var value = new StatementParameter(expression.Value.Value, expression.Value.Type, ParameterType(expression.Value.Type));
        _parameters.Add(value);
        Parameter(_parameters.Count, value);
        return Text;
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Number expression) => Text.Write(expression.Content.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Null expression) => Text.Write("cast(null as ").Write(TypeName(expression.Type)).Write(")");

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Missing expression) => Text.Write("null");

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Cast expression)
    {
        Text.Write("cast(");
        return Expression(expression.Of).Write(" as ").Write(TypeName(expression.Type)).Write(")");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Case expression)
    {
        Text.Write("case");
        foreach (var branch in expression.Branches)
        {
            Text.Write(" when ");
            Expression(branch.When).Write(" then ");
            Expression(branch.Then);
        }

        if (expression.Else is { } other)
        {
            Text.Write(" else ");
            Expression(other);
        }

        return Text.Write(" end");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Binary expression)
    {
        Text.Write("(");
        return List([expression.Left, expression.Right], $" {expression.Operator} ").Write(")");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.And expression) => Joined(expression.All, " and ", ofNone: "true");

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Or expression) => Joined(expression.Any, " or ", ofNone: "false");

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Not expression)
    {
        Text.Write("(not ");
        return Expression(expression.Inner).Write(")");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.IsNull expression)
    {
        Text.Write("(");
        return Expression(expression.Of).Write(" is null)");
    }

    // IN with an empty list is false, but unknown when the value is null.
    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.In expression)
    {
        Text.Write("(");
        Expression(expression.Of);
        if (expression.Items.Count == 0)
            return Text.Write(" is null and null)");
        Text.Write(" in (");
        return List(expression.Items, ", ").Write("))");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Like expression)
    {
        Text.Write("(");
        Expression(expression.Of).Write(expression.IgnoreCase ? " ilike " : " like ");
        return Expression(expression.Pattern).Write(")");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.Call expression)
    {
        Text.Write("(").Write(FunctionName(expression.Function)).Write("(");
        return List(expression.Arguments, ", ").Write("))");
    }

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.SumOver expression) => Over("sum", expression.Of, expression.Partition, [], "");

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.EndOver expression) =>
        Over(expression.IsLargest ? "max" : "min", expression.Of, expression.Partition, [], "");

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.RowNumber expression) =>
        Over("row_number", null, [expression.Partition], expression.Order, "");

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.SumSoFar expression) =>
        Over("sum", expression.Of, expression.Partition, expression.Order, " rows unbounded preceding");

    /// <inheritdoc/>
    public override SqlText Visit(SqlExpression.FirstOver expression) =>
        Over("first_value", expression.Of, expression.Partition, expression.Order, "");

    /// <summary>Writes expressions with a separator between them.</summary>
    protected SqlText List(IEnumerable<SqlExpression> expressions, string between)
    {
        var first = true;
        foreach (var expression in expressions)
        {
            if (!first)
                _text.Write(between);
            first = false;
            Expression(expression);
        }

        return Text;
    }

    private static bool HasComment(string text) => text.Contains("--", StringComparison.Ordinal);

    private SqlText Joined(EquatableList<SqlExpression> conditions, string between, string ofNone)
    {
        Text.Write("(");
        return (conditions.Count == 0 ? Text.Write(ofNone) : List(conditions, between)).Write(")");
    }

    private SqlText Over(
        string function, SqlExpression? of, EquatableList<SqlExpression> partition, EquatableList<SqlExpression> order, string frame)
    {
        Text.Write("(").Write(function).Write("(");
        if (of is not null)
            Expression(of);
        Text.Write(") over (").Write(partition.Count == 0 ? "" : "partition by ");
        List(partition, ", ").Write(order.Count == 0 ? "" : $"{(partition.Count == 0 ? "" : " ")}order by ");
        return List(order, ", ").Write(frame).Write("))");
    }

    private void Select(SqlSelect select)
    {
        if (select.Comment is not null)
            _text.Line($"-- {select.Comment.ReplaceLineEndings(" ")}");
        if (select.IsFence)
            BeginFence();
        _text.Line(select.Distinct ? "select distinct" : "select");
        _text.Indented(() =>
        {
            for (var i = 0; i < select.Items.Count; i++)
            {
                Expression(select.Items[i].Expression);
                _text.Write(" as ").Write(Quote(select.Items[i].Name)).Line(i + 1 < select.Items.Count ? "," : "");
            }
        });
        _text.Write("from ");
        Source(select.From);
        _text.Line("");
        foreach (var join in select.Joins)
        {
            _text.Write(join.On.Count == 0 ? "cross join " : join.KeepsBothSides ? "full join " : "left join ");
            Source(join.Source);
            if (join.On.Count > 0)
            {
                _text.Write(" on ");
                List(join.On, " and ");
            }

            _text.Line("");
        }

        Clause("where ", select.Where, " and ");
        Clause("group by ", select.GroupBy, ", ");
        Clause("having ", select.Having, " and ");
        if (select.OrderBy.Count > 0)
        {
            _text.Write("order by ");
            for (var i = 0; i < select.OrderBy.Count; i++)
            {
                _text.Write(i > 0 ? ", " : "");
                Order(select.OrderBy[i]);
            }

            _text.Line("");
        }

        if (select.Limit is { } limit)
            _text.Line($"limit {limit.ToString(CultureInfo.InvariantCulture)}");
        if (select.Offset > 0)
            _text.Line($"offset {select.Offset.ToString(CultureInfo.InvariantCulture)}");
        if (select.IsFence)
            Fence();
    }

    // From a relation with the rows of several versions, selects those of one.
    private void Relation(SqlSource.Relation relation)
    {
        var table = Place(relation);
        if (relation.RowsAt is { } version)
        {
            var v = version.ToString(CultureInfo.InvariantCulture);
            var columns = string.Join(", ", relation.Columns.Select(Quote));
            table = $"(select {columns} from {table} where _v_from <= {v} and (_v_to is null or _v_to > {v}))";
        }

        Text.Write(table).Write(" as ").Write(Quote(relation.Alias));
    }

    private void Source(SqlSource source) => source.Match(
        relation =>
        {
            Relation(relation);
            return Text;
        },
        veiled =>
        {
            Text.Line("(").Indented(() => Text.Line($"-- {veiled.Text.ReplaceLineEndings(" ")}").Line($"… from {Quote(veiled.Of.Name)}"));
            return As(veiled);
        },
        nothing => Text.Write("(values (1)) as ").Write(Quote(nothing.Alias)),
        sub =>
        {
            Text.Line("(").Indented(() => Select(sub.Select));
            return As(sub);
        },
        union =>
        {
            Text.Line("(");
            for (var i = 0; i < union.Selects.Count; i++)
            {
                if (i > 0)
                    Text.Line("union all");
                var select = union.Selects[i];
                Text.Indented(() => Select(select));
            }

            return As(union);
        });

    private SqlText As(SqlSource source) => Text.Write(") as ").Write(Quote(source.Alias));

    private void Clause(string word, EquatableList<SqlExpression> expressions, string between)
    {
        if (expressions.Count == 0)
            return;
        _text.Write(word);
        List(expressions, between);
        _text.Line("");
    }

    // The planner's own names need no quotes: no engine changes their case or reserves them.
    [GeneratedRegex("^([a-z]|to_[a-z0-9_]+|metric_[0-9]+|w[0-9]+)$")]
    private static partial Regex Plain();
}
