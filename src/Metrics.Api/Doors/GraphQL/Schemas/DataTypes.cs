using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Api.Doors.GraphQL.Data;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.GraphQL.Execution;
using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types.Definitions;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Api.Doors.GraphQL.Schemas;

/// <summary>The types of the field <c>data</c>, where the selection is the query.</summary>
internal static class DataTypes
{
    private const string Row = "DataRow";

    public static FieldDefinition Field { get; } = new("data", $"[{Row}!]")
    {
        Description = "One question: the selected dimensions are what it is cut by, the selected metrics what is computed. "
            + "Fields that mean the same are answered by one query.",
        Arguments =
        [
            new("where", FilterTypes.All) { Description = "Which rows and groups count." },
            .. QuestionTypes.Range,
            new("orderBy", "[DataOrder!]") { Description = "The order; what it leaves open is settled by the dimensions as selected." },
            .. QuestionTypes.Page,
        ],
        Cost = QuestionTypes.Cost,
        Resolve = ResolveAsync,
    };

    /// <param name="fields">Everything that can be asked for.</param>
    /// <param name="absent">Why a field does not exist.</param>
    public static IEnumerable<TypeDefinition> Build(DataFields fields, Func<string, IReadOnlyList<Absence>> absent) =>
    [
        new ObjectDefinition(Row)
        {
            Description = "A row of an answer: every metric and dimension of the catalog, of which a question selects some.",
            Fields = [.. fields.All.Select(Of)],
            Absent = absent,
        },
        new EnumDefinition("DataField")
        {
            Description = "A field of DataRow.",
            Values = [.. fields.All.Select(f => new EnumValueDefinition(f.Field) { Value = f, Description = f.Description })],
            Absent = absent,
        },
        new EnumDefinition("ShareOf")
        {
            Description = "The whole that a share is taken of: everything, or the rows that agree in these selected dimensions.",
            Values =
            [
                new("TOTAL") { Description = "Everything." },
                .. fields.All.Where(f => !f.IsMetric).Select(
                    f => new EnumValueDefinition(f.Field) { Value = f, Description = f.Description }),
            ],
            Absent = absent,
        },
        new EnumDefinition("Grain")
        {
            Description = "How finely time is cut; weeks begin on Monday.",
            Values =
            [
                .. Enum.GetValues<Grain>().Select(
                    g => new EnumValueDefinition(g.Word().ToUpperInvariant()) { Value = g, Description = $"By {g.Word()}." }),
            ],
        },
        new EnumDefinition("Direction")
        {
            Description = "Nulls come last either way.",
            Values =
            [
                new("ASC") { Value = false, Description = "The smallest first." },
                new("DESC") { Value = true, Description = "The largest first." },
            ],
        },
        new InputDefinition("DataOrder")
        {
            Description =
                "What to order by: a field, selected or of one value in every row, or an alias when the field is selected in several ways.",
            Fields =
            [
                new("field", "DataField") { Description = "The field." },
                new("alias", "String") { Description = "Or its key in the response." },
                new("direction", "Direction!") { Description = "Which way.", Default = new EnumNode("ASC", 0) },
            ],
        },
    ];

    private static FieldDefinition Of(DataField field) => new(field.Field, Scalars.For(field.Type))
    {
        Description = field.Description,
        DeprecationReason = field.Deprecated,
        Tag = field,
        Arguments = field is { IsMetric: true, Type: ValueType.Decimal or ValueType.Double }
            ? [new("shareOf", "[ShareOf!]") { Description = "The share of this whole, a fraction of 1, instead of the value itself." }]
            : field.Role == ColumnRole.Time
                ? [new("grain", "Grain") { Description = "How finely it is cut; as finely as it is known when left out." }]
                : [],
    };

    private static async ValueTask<object?> ResolveAsync(ResolveContext context, CancellationToken ct)
    {
        var (schema, answers) = context.State<ServedRequest>();
        DataQuestion question;
        try
        {
            question = DataQuestion.Of(context, schema.Data, schema.Filters, answers.Now);
        }
        catch (RefusedException e)
        {
            FieldErrors.Report(context, [e.Diagnostic]);
            return null;
        }

        var outcome = await answers.GetAsync(question.Asked, ct);
        if (!outcome.Succeeded(out var shared))
        {
            await DataErrors.ReportAsync(context, question, answers, outcome.Diagnostics, ct);
            return null;
        }

        var table = shared.Answer.Table;
        var byField = question.Selection.Columns.ToDictionary(c => c.Selected, c => shared.IndexOf(c.Meaning));
        var columns = context.Selection.Select(s => byField.TryGetValue(s, out var i)
            ? new ShownColumn(s.ResponseKey, ((DataField)s.Tag!).Type, table.Columns[i].Type, table.Values[i], Row)
            : new ShownColumn(s.ResponseKey, ValueType.String, ValueType.String, null, Row));
        AnswerNote.Append(context, shared.Answer.Meta);
        return new RowsValue([.. columns], table.RowCount);
    }
}
