using System.Globalization;
using System.Text;
using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Sql;

/// <summary>Writes a tree as text, collecting its values as parameters. A dialect overrides what it spells differently; a node without a spelling does not compile.</summary>
public abstract class SqlRenderer
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

    /// <summary>A name as the dialect quotes it.</summary>
    protected abstract string Quote(string name);

    /// <summary>A published relation, where it stands.</summary>
    protected abstract void Relation(SqlSource.Relation relation);

    /// <summary>Ends a SELECT that no condition from outside may pass, so that the engine evaluates it by itself.</summary>
    protected abstract void Fence();

    /// <summary>Writes an aggregate.</summary>
    protected abstract void Aggregate(SqlExpression.Aggregate aggregate);

    /// <summary>Writes a number so that NaN and infinity are null.</summary>
    protected abstract void Finite(SqlExpression number);

    /// <summary>Writes a quotient of exact numbers.</summary>
    protected abstract void Quotient(SqlExpression.Quotient quotient);

    /// <summary>Writes an exact number with as many places as a quotient has.</summary>
    protected abstract void Rounded(SqlExpression number);

    /// <summary>Writes a text so that it is compared by its bytes.</summary>
    protected abstract void ByBytes(SqlExpression text);

    /// <summary>Writes a text so that its case is that of the database's own locale.</summary>
    protected abstract void ByLocale(SqlExpression text);

    /// <summary>Writes a time-zone or calendar operation.</summary>
    protected abstract void Time(SqlExpression expression);

    /// <summary>Writes a reference to a parameter by its number, counted from 1.</summary>
    protected abstract void Parameter(int number, StatementParameter parameter);

    /// <summary>The dialect's word for a type.</summary>
    protected abstract string TypeName(DataType type);

    /// <summary>Its word for the type of a parameter.</summary>
    protected virtual string ParameterType(DataType type) => TypeName(type);

    /// <summary>Writes one key of an order.</summary>
    protected abstract void Order(SqlOrder order);

    /// <summary>The dialect's name of a function.</summary>
    protected abstract string FunctionName(string function);

    /// <summary>Writes an expression.</summary>
    protected void Expression(SqlExpression expression)
    {
        switch (expression)
        {
            case SqlExpression.Column column:
                _text.Write(column.Source).Write(".").Write(Quote(column.Name));
                break;
            case SqlExpression.Authored authored:
                // On lines of its own, so that an author's closing comment ends where the author's text ends.
                _text.Write("(").Write(authored.Text).Write(authored.Text.Contains("--", StringComparison.Ordinal) ? "\n)" : ")");
                break;
            case SqlExpression.Template template:
                foreach (var part in template.Parts)
                {
                    if (part is SqlExpression.Authored piece)
                        _text.Write(piece.Text);
                    else
                        Expression(part);
                }

                _text.Write(template.Parts.Any(p => p is SqlExpression.Authored { Text: var text } && text.Contains("--", StringComparison.Ordinal)) ? "\n" : "");
                break;
            case SqlExpression.Parameter parameter:
                var value = new StatementParameter(parameter.Value.Value, ParameterType(parameter.Value.Type));
                _parameters.Add(value);
                Parameter(_parameters.Count, value);
                break;
            case SqlExpression.Number number:
                _text.Write(number.Content.ToString(CultureInfo.InvariantCulture));
                break;
            case SqlExpression.Null none:
                _text.Write("cast(null as ").Write(TypeName(none.Type)).Write(")");
                break;
            case SqlExpression.Missing:
                _text.Write("null");
                break;
            case SqlExpression.Cast cast:
                _text.Write("cast(");
                Expression(cast.Of);
                _text.Write(" as ").Write(TypeName(cast.Type)).Write(")");
                break;
            case SqlExpression.Aggregate aggregate:
                Aggregate(aggregate);
                break;
            case SqlExpression.ByBytes text:
                ByBytes(text.Of);
                break;
            case SqlExpression.ByLocale text:
                ByLocale(text.Of);
                break;
            case SqlExpression.Quotient quotient:
                Quotient(quotient);
                break;
            case SqlExpression.Rounded rounded:
                Rounded(rounded.Of);
                break;
            case SqlExpression.Finite finite:
                Finite(finite.Of);
                break;
            case SqlExpression.When only:
                _text.Write("case when ");
                Expression(only.Condition);
                _text.Write(" then ");
                Expression(only.Then);
                _text.Write(" end");
                break;
            case SqlExpression.ToMoment or SqlExpression.ToLocal or SqlExpression.Truncate or SqlExpression.TruncateMoment or SqlExpression.DaysBetween or SqlExpression.Extract or SqlExpression.Earlier:
                Time(expression);
                break;
            default:
                Composite(expression);
                break;
        }
    }

    /// <summary>Writes expressions with a word between them.</summary>
    protected void List(IEnumerable<SqlExpression> expressions, string between)
    {
        var first = true;
        foreach (var expression in expressions)
        {
            if (!first)
                _text.Write(between);
            first = false;
            Expression(expression);
        }
    }

    private void Composite(SqlExpression expression)
    {
        _text.Write("(");
        switch (expression)
        {
            case SqlExpression.Binary binary:
                List([binary.Left, binary.Right], $" {binary.Operator} ");
                break;
            case SqlExpression.And { All.Count: 0 }:
                _text.Write("true");
                break;
            case SqlExpression.And and:
                List(and.All, " and ");
                break;
            case SqlExpression.Or { Any.Count: 0 }:
                _text.Write("false");
                break;
            case SqlExpression.Or or:
                List(or.Any, " or ");
                break;
            case SqlExpression.Not not:
                _text.Write("not ");
                Expression(not.Inner);
                break;
            case SqlExpression.IsNull isNull:
                Expression(isNull.Of);
                _text.Write(" is null");
                break;
            case SqlExpression.In { Items.Count: 0 } none:
                // Of nothing: false, but unknown where the value is.
                Expression(none.Of);
                _text.Write(" is null and null");
                break;
            case SqlExpression.In list:
                Expression(list.Of);
                _text.Write(" in (");
                List(list.Items, ", ");
                _text.Write(")");
                break;
            case SqlExpression.Like like:
                Expression(like.Of);
                _text.Write(like.IgnoreCase ? " ilike " : " like ");
                Expression(like.Pattern);
                break;
            case SqlExpression.Call call:
                _text.Write(FunctionName(call.Function)).Write("(");
                List(call.Arguments, ", ");
                _text.Write(")");
                break;
            case SqlExpression.SumOver sum:
                Over("sum", sum.Of, sum.Partition);
                break;
            case SqlExpression.EndOver end:
                Over(end.IsLargest ? "max" : "min", end.Of, end.Partition);
                break;
            case SqlExpression.RowNumber number:
                _text.Write("row_number()");
                Over([number.Partition], number.Order, "");
                break;
            case SqlExpression.SumSoFar sum:
                _text.Write("sum(");
                Expression(sum.Of);
                _text.Write(")");
                Over(sum.Partition, sum.Order, " rows unbounded preceding");
                break;
            case SqlExpression.FirstOver first:
                _text.Write("first_value(");
                Expression(first.Of);
                _text.Write(")");
                Over(first.Partition, first.Order, "");
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"no spelling for {expression.GetType().Name}");
        }

        _text.Write(")");
    }

    private void Over(string function, SqlExpression of, EquatableList<SqlExpression> partition)
    {
        _text.Write(function).Write("(");
        Expression(of);
        _text.Write(")");
        Over(partition, [], "");
    }

    private void Over(EquatableList<SqlExpression> partition, EquatableList<SqlExpression> order, string frame)
    {
        _text.Write(" over (").Write(partition.Count == 0 ? "" : "partition by ");
        List(partition, ", ");
        _text.Write(order.Count == 0 ? "" : $"{(partition.Count == 0 ? "" : " ")}order by ");
        List(order, ", ");
        _text.Write(frame).Write(")");
    }

    private void Select(SqlSelect select)
    {
        if (select.Comment is not null)
            _text.Line($"-- {select.Comment.ReplaceLineEndings(" ")}");
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

    private void Clause(string word, EquatableList<SqlExpression> expressions, string between)
    {
        if (expressions.Count == 0)
            return;
        _text.Write(word);
        List(expressions, between);
        _text.Line("");
    }

    private void Source(SqlSource source)
    {
        switch (source)
        {
            case SqlSource.Relation relation:
                Relation(relation);
                break;
            case SqlSource.Veiled veiled:
                _text.Line("(").Indented(() => _text.Line($"-- {veiled.Text.ReplaceLineEndings(" ")}").Line($"… from {Quote(veiled.Of.Name)}"));
                _text.Write(") as ").Write(Quote(veiled.Alias));
                break;
            case SqlSource.Nothing nothing:
                _text.Write("(values (1)) as ").Write(Quote(nothing.Alias));
                break;
            case SqlSource.Subselect sub:
                _text.Line("(");
                _text.Indented(() => Select(sub.Select));
                _text.Write(") as ").Write(Quote(sub.Alias));
                break;
            case SqlSource.UnionAll union:
                _text.Line("(");
                for (var i = 0; i < union.Selects.Count; i++)
                {
                    if (i > 0)
                        _text.Line("union all");
                    var select = union.Selects[i];
                    _text.Indented(() => Select(select));
                }

                _text.Write(") as ").Write(Quote(union.Alias));
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"no spelling for {source.GetType().Name}");
        }
    }
}
