using Metrics.Answering.Answers;
using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Api.Doors.GraphQL.Data;
using Metrics.Domain.Results;
using Metrics.GraphQL.Execution;
using Metrics.GraphQL.Types.Definitions;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Requests;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Api.Doors.GraphQL.Schemas;

/// <summary>
/// Saved queries as fields, each with a row type. Those that cannot be answered, or whose names collide (C142), are left out.
/// </summary>
internal sealed class SavedQueryTypes
{
    // How many fields the example of a saved query selects.
    private const int ShownFields = 2;

    private SavedQueryTypes(IReadOnlyList<FieldDefinition> fields, IReadOnlyList<ObjectDefinition> rows) => (Fields, Rows) = (fields, rows);

    public IReadOnlyList<FieldDefinition> Fields { get; }

    public IReadOnlyList<ObjectDefinition> Rows { get; }

    public static SavedQueryTypes Build(Catalog catalog)
    {
        var shown = catalog.SavedQueries.Values
            .GroupBy(q => FieldNames.Camel(q.Name))
            .Where(g => g.Count() == 1 && !FieldNames.OfQueries.Contains(g.Key))
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (Field: g.Key, Saved: g.Single()))
            .Select(x => (x.Field, x.Saved, Columns: AnswerColumns.Of(catalog, x.Saved.Example, x.Saved.AuthorFilters).Value))
            .Where(x => x.Columns is not null)
            .Select(x => (x.Field, x.Saved, Row: Row(x.Saved, x.Columns!)))
            .Where(x => x.Row.Fields.Count > 0)
            .ToList();
        return new SavedQueryTypes([.. shown.Select(x => Field(x.Field, x.Saved, x.Row))], [.. shown.Select(x => x.Row)]);
    }

    private static ObjectDefinition Row(SavedQuery saved, AnswerColumns columns) => new($"{FieldNames.Pascal(saved.Name)}Row")
    {
        Description = $"A row of {saved.Label ?? saved.Name}.",
        Fields =
        [
            .. columns.Items.GroupBy(c => FieldNames.Camel(c.Name)).Where(g => g.Count() == 1).Select(g => Column(g.Key, g.Single())),
        ],
    };

    private static FieldDefinition Column(string field, ResultColumn column) => new(field, Scalars.For(ShownColumn.TypeOf(column)))
    {
        Description = column.Unit is { } unit ? $"{column.Label ?? column.Name}, in {unit}."
            : column.Label is { } label ? $"{label}."
            : null,
        Tag = column,
    };

    private static FieldDefinition Field(string name, SavedQuery saved, ObjectDefinition row) => new(name, $"[{row.Name}!]")
    {
        Description = saved.Description ?? saved.Label,
        Arguments =
        [
            .. saved.Parameters.Select(ParameterArguments.Of),
            new("where", FilterTypes.All) { Description = "Conditions besides its own." },
            .. QuestionTypes.Range, .. QuestionTypes.Page,
        ],
        Cost = QuestionTypes.Cost,
        Example = ParameterArguments.Example(name, saved, row.Fields.Take(ShownFields).Select(f => f.Name)),
        Resolve = (context, ct) => ResolveAsync(context, saved, row.Name, ct),
    };

    private static async ValueTask<object?> ResolveAsync(ResolveContext context, SavedQuery saved, string row, CancellationToken ct)
    {
        var (schema, answers) = context.State<ServedRequest>();
        GraphQuestion question;
        try
        {
            var where = schema.Filters.Read(context.Argument<object>("where"));
            var asked = saved with { Query = saved.Query with { Where = [.. saved.Query.Where, .. where] } };
            var read = QuestionReader.ReadResult(
                QuestionArguments.Said(context), asked, ParameterArguments.Said(context, saved), answers.Now);
            question = new GraphQuestion(read, saved.AuthorFilters, read.Value?.Query, []);
        }
        catch (RefusedException e)
        {
            FieldErrors.Report(context, [e.Diagnostic]);
            return null;
        }

        var outcome = await answers.GetAsync(question, ct);
        if (!outcome.Succeeded(out var shared))
        {
            FieldErrors.Report(context, outcome.Diagnostics);
            return null;
        }

        var table = shared.Answer.Table;
        var places = table.Columns.Select((c, i) => (c.Name, i)).ToDictionary(x => x.Name, x => x.i);
        var columns = context.Selection.Select(s => s.Tag is ResultColumn column && places.TryGetValue(column.Name, out var i)
            ? new ShownColumn(s.ResponseKey, ShownColumn.TypeOf(column), table.Columns[i].Type, table.Values[i], row)
            : new ShownColumn(s.ResponseKey, ValueType.String, ValueType.String, null, row));
        AnswerNote.Append(context, shared.Answer.Meta);
        return new RowsValue([.. columns], table.RowCount);
    }
}
