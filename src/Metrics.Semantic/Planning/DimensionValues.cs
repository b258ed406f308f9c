using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Planning;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Planning;

/// <summary>
/// The distinct values of one dimension in the model that defines it: for <c>store__country</c> those of all stores, whether or not they
/// sold anything.
/// </summary>
internal sealed record DimensionValues(SemanticModel Model, ResultColumn Column, Dimension Dimension, string? Search, int Limit)
{
    private const int LongestSearch = 500;

    public static Outcome<DimensionValues> Of(Catalog catalog, string name, string? search, int limit)
    {
        var known = catalog.Models.Values
            .Where(m => m.PrimaryEntity is not null)
            .SelectMany(m => m.Dimensions.Select(d => (Name: $"{m.PrimaryEntity}__{d.Name}", Model: m, Dimension: d)))
            .ToList();
        name = DeclaredNames.Among(name, known.Select(k => k.Name));
        var found = known.Where(k => k.Name == name).OrderBy(k => k.Model.Name, StringComparer.Ordinal).ToList();
        if (found.Count == 0)
        {
            var none = LeftOutNames.NoDimension(catalog, name, known.Select(k => k.Name));
            return Outcome<DimensionValues>.Refused(none is { Hint: null, Candidates.Count: 0 }
                ? none with { Hint = NameLists.Dimensions(known.Select(k => k.Name)) } : none);
        }

        if (found.Count > 1)
            return Outcome<DimensionValues>.Refused(new Diagnostic(
                DiagnosticCode.AmbiguousPath, $"'{name}' is in several models: {NameList.Of([.. found.Select(f => f.Model.Name)])}"));
        var (_, model, dimension) = found[0];
        if (search is not null && !TypedValue.IsStorable(search))
            return Outcome<DimensionValues>.Refused(
                new Diagnostic(DiagnosticCode.MalformedRequest, "search: the text has a zero character or half a surrogate pair"));
        if (search?.Length > LongestSearch)
            return Outcome<DimensionValues>.Refused(
                new Diagnostic(DiagnosticCode.MalformedRequest, $"search: at most {LongestSearch} characters"));
        var column = new ResultColumn(
            name, dimension.Type, dimension.IsTime ? ColumnRole.Time : ColumnRole.Dimension, Label: dimension.Label);
        return Outcome<DimensionValues>.Of(new DimensionValues(model, column, dimension, search, limit));
    }

    private bool IsText => Column.Type is ValueType.String or ValueType.Json;

    /// <summary>The values that contain the searched text, in order.</summary>
    public SqlSelect Select(PublishedTable table, PlanNode.Guarded? guard) => Select(table, guard, Search, Limit + 1L, isFolded: false);

    /// <summary>Every value in order, each with the folded text that searches compare.</summary>
    public SqlSelect SelectAll(PublishedTable table, PlanNode.Guarded? guard, int most) =>
        Select(table, guard, search: null, most + 1L, isFolded: true);

    /// <summary>
    /// A text folded for comparison without regard to case. Comparing folded texts in this process finds what <c>ilike</c> finds.
    /// </summary>
    public static SqlExpression Folded(SqlExpression text) => new SqlExpression.Call("lower", [new SqlExpression.ByLocale(text)]);

    /// <summary>A statement that folds a text in the same way.</summary>
    public static SqlSelect FoldedText(string text) => new()
    {
        Items = [new SqlItem(Folded(new SqlExpression.Parameter(new SqlParameter(text, DataType.Text))), "folded")],
        From = new SqlSource.Nothing("nothing"),
    };

    private SqlSelect Select(PublishedTable table, PlanNode.Guarded? guard, string? search, long most, bool isFolded)
    {
        var scan = new SqlSelect
        {
            Items = [new SqlItem(new SqlExpression.Authored(Dimension.Expr), "stored")],
            From = SqlBuilder.Table(
                guard, new SqlSource.Relation(
                    table.Schema, table.Relation, table.RowsAt, table.Columns.Select(c => c.Name).ToEquatableList(), table.Model)),
        };
        var value = Value(new SqlExpression.Column("v", "stored"));
        var text = new SqlExpression.Cast(value, DataType.Text);
        var where = new List<SqlExpression> { new SqlExpression.Not(new SqlExpression.IsNull(value)) };
        if (!string.IsNullOrEmpty(search))
        {
            var pattern = $"%{search.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_")}%";
            where.Add(new SqlExpression.Like(
                new SqlExpression.ByLocale(text), new SqlExpression.Parameter(new SqlParameter(pattern, DataType.Text)), IgnoreCase: true));
        }

        var found = new SqlExpression.Column("d", "value");
        return new SqlSelect
        {
            Comment = $"values of {Column.Name}",
            Items = isFolded
                ? [new SqlItem(found, "value"), new SqlItem(Folded(new SqlExpression.Cast(found, DataType.Text)), "folded")]
                : [new SqlItem(found, "value")],
            From = new SqlSource.Subselect(
                new SqlSelect { Distinct = true, Items = [new SqlItem(value, "value")], From = new SqlSource.Subselect(scan, "v"),
                    Where = where.ToEquatableList() }, "d"),
            OrderBy = [new SqlOrder(found, false, IsText)],
            Limit = most,
        };
    }

    // Times as an answer in UTC shows them, cut to the dimension's grain.
    private SqlExpression Value(SqlExpression stored)
    {
        if (!Dimension.IsTime)
            return IsText ? new SqlExpression.Cast(stored, DataType.Text) : stored;
        var type = Column.Type == ValueType.Date ? DataType.Date : DataType.Instant;
        var column = new BoundColumn(Column.Name, [], Model.Name, Dimension.Name, ColumnRole.Time, Dimension.Grain, Column.Type, type);
        return Planner.TimeExpression(column, stored, Dimension.DataType.Kind, Model.TimeZone, "UTC");
    }
}
