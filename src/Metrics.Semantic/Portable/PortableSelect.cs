using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Portable;

/// <summary>A statement that means the same on every engine: authors' SQL as trees, exact numbers with their scale.</summary>
/// <param name="Select">The statement.</param>
/// <param name="Types">The types of its columns.</param>
public sealed record PortableStatement(SqlSelect Select, EquatableList<DataType> Types);

/// <summary>
/// Makes a statement mean the same on every engine, or says what in it does not. It derives the type of every expression from the types of
/// the tables' columns: the store does so itself, and other engines derive different types.
/// </summary>
public sealed class PortableSelect
{
    /// <summary>The largest precision of exact numbers that all engines support.</summary>
    public const int MostDigits = 38;

    /// <summary>The generic name of the division of whole numbers that truncates towards zero.</summary>
    public const string WholeQuotient = "whole_quotient";

    private readonly ISharedTables _tables;

    private PortableSelect(ISharedTables tables) => _tables = tables;

    /// <summary>The statement in a form that means the same on every engine.</summary>
    /// <param name="select">The statement as it was planned.</param>
    /// <param name="tables">The tables and zones that the engine has of the store.</param>
    /// <exception cref="NotPortableException">Names the first part that only the store knows the meaning of.</exception>
    public static PortableStatement Of(SqlSelect select, ISharedTables tables)
    {
        var (made, columns) = new PortableSelect(tables).Make(select);
        return new PortableStatement(made, columns.Select(c => c.Type).ToEquatableList());
    }

    private (SqlSelect Select, IReadOnlyList<(string Name, DataType Type)> Columns) Make(SqlSelect select)
    {
        var scope = new Scope(_tables);
        var from = Source(select.From, scope);
        var joined = select.Joins.Select(j => (Join: j, Source: Source(j.Source, scope))).ToList();
        var types = new PortableExpression(scope);
        EquatableList<SqlExpression> Conditions(EquatableList<SqlExpression> all) =>
            all.Select(c => Literals.Of(types.Of(c), DataType.Boolean).Sql).ToEquatableList();
        var items = select.Items.Select(i => (i.Name, Value: types.Of(i.Expression))).ToList();
        var made = select with
        {
            Items = items.Select(i => new SqlItem(i.Value.Sql, i.Name)).ToEquatableList(),
            From = from,
            Joins = joined.Select(j => j.Join with { Source = j.Source, On = Conditions(j.Join.On) }).ToEquatableList(),
            Where = Conditions(select.Where),
            // A number in GROUP BY is a column's position.
            GroupBy = select.GroupBy.Select(g => g is SqlExpression.Number ? g : types.Of(g).Sql).ToEquatableList(),
            Having = Conditions(select.Having),
            OrderBy = select.OrderBy.Select(o => o with { Expression = types.Of(o.Expression).Sql }).ToEquatableList(),
        };
        return (made, items.ConvertAll(i => (i.Name, i.Value.Type)));
    }

    private SqlSource Source(SqlSource source, Scope scope) => source.Match<SqlSource>(
        relation =>
        {
            scope.Add(relation.Alias, _tables.ColumnsOf(relation) ?? throw new NotPortableException($"table {relation.Name}"));
            return relation;
        },
        veiled => throw new NotPortableException("a table that is only shown"),
        nothing => nothing,
        sub =>
        {
            var (select, columns) = Make(sub.Select);
            scope.Add(sub.Alias, columns.ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal));
            return sub with { Select = select };
        },
        union =>
        {
            var made = union.Selects.Select(Make).ToList();
            var columns = made[0].Columns
                .Select((c, i) => (c.Name, Type: TypeRules.Common(made.Select(m => m.Columns[i].Type), $"a union on {c.Name}"))).ToList();
            scope.Add(union.Alias, columns.ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal));
            return union with { Selects = made.Select(m => Of(m.Select, m.Columns, columns)).ToEquatableList() };
        });

    // Columns of a union are cast to the same types: one engine would make whole numbers of 10.50 and a null of whole numbers.
    private static SqlSelect Of(
        SqlSelect select, IReadOnlyList<(string Name, DataType Type)> columns, IReadOnlyList<(string Name, DataType Type)> wanted) =>
        select with
        {
            Items = select.Items.Select((item, i) => columns[i].Type.Kind == DataKind.Unknown || columns[i].Type == wanted[i].Type
                ? item : item with { Expression = new SqlExpression.Cast(item.Expression, wanted[i].Type) }).ToEquatableList(),
        };
}

/// <summary>Thrown when a part of a statement is not known to mean the same on an engine as on the store.</summary>
/// <param name="word">The part, for people: <c>to_char</c>, <c>column tags</c>, <c>/ of exact numbers</c>.</param>
public sealed class NotPortableException(string word) : Exception($"{word} is not known to mean the same on every engine")
{
    /// <summary>The part, for people.</summary>
    public string Word => word;
}
