using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.GraphQL.Execution;
using Metrics.GraphQL.Types.Definitions;
using Metrics.Semantic.Requests;
using Metrics.Semantic.Resolution;

namespace Metrics.Api.Doors.GraphQL.Schemas;

/// <summary>
/// The types of <c>query(input)</c>: questions with the names of the catalog, read like the body of REST's <c>/query</c>.
/// </summary>
internal static class QueryTypes
{
    public static FieldDefinition Field { get; } = new("query", "QueryAnswer")
    {
        Description = "A question by the catalog's own names, as the body of REST's /query: for tools that learn names only when they run.",
        Arguments = [new("input", "QueryInput!") { Description = "The question." }],
        Cost = QuestionTypes.Cost,
        Resolve = ResolveAsync,
    };

    public static IReadOnlyList<TypeDefinition> All { get; } =
    [
        new InputDefinition("QueryInput")
        {
            Description = "A question by the catalog's own names.",
            Fields =
            [
                new("metrics", "[MetricInput!]!") { Description = "What to compute." },
                new("groupBy", "[GroupByInput!]") { Description = "What to cut it by." },
                new("where", "[String!]")
                {
                    Description = "Conditions that must all hold: \"store__country = 'FR'\", \"transacted_amount > 100\".",
                },
                .. QuestionTypes.Range,
                new("orderBy", "[String!]") { Description = "Columns to order by; - before a name for descending." },
                new("limit", "Int") { Description = "The most rows to return." },
                new("offset", "Int")
                {
                    Description = "The rows to leave out before the first one; with page its token says where to go on.",
                },
                new("page", "String") { Description = "The next of the page before." },
                new("minDataVersion", "Long")
                {
                    Description = "The publication that the answer must have seen; waits up to two seconds for it.",
                },
            ],
        },
        new InputDefinition("MetricInput")
        {
            Description = "A metric, or its share of a whole.",
            Fields =
            [
                new("name", "String!") { Description = "The metric's name." },
                new("as", "String") { Description = "The column's name." },
                new("shareOf", "[String!]") { Description = "\"total\", or the group-by names to keep." },
            ],
        },
        new InputDefinition("GroupByInput")
        {
            Description = "A dimension, entity or time.",
            Fields =
            [
                new("name", "String!") { Description = "Its name, with a grain if one is wanted: \"metric_time__month\"." },
                new("as", "String") { Description = "The column's name." },
            ],
        },
        new ObjectDefinition("QueryAnswer")
        {
            Description = "An answer as REST gives it.",
            Fields =
            [
                new("columns", "[AnswerColumn!]!")
                {
                    Description = "Group-by columns first, then metrics.", Read = a => ((SharedAnswer)a).Answer.Table.Columns,
                },
                new("rows", "[[JSON]!]!")
                {
                    Description = "Values in the order of columns; whole and exact numbers are strings, quotients are numbers.",
                    Read = Rows,
                },
                new("rowCount", "Int!") { Description = "The number of rows.", Read = a => ((SharedAnswer)a).Answer.Table.RowCount },
                new("limited", "Boolean!")
                {
                    Description = "Whether limit cut rows off.", Read = a => ((SharedAnswer)a).Answer.Table.HasMore,
                },
                new("next", "String") { Description = "The page after this one.", Read = a => ((SharedAnswer)a).Answer.Meta.Next },
            ],
        },
        new ObjectDefinition("AnswerColumn")
        {
            Description = "A column of an answer.",
            Fields =
            [
                new("name", "String!") { Description = "Its name.", Read = c => ((ResultColumn)c).Name },
                new("type", "String!")
                {
                    Description = "string, boolean, integer, decimal, double, date, timestamp or json.",
                    Read = c => ((ResultColumn)c).Type.Word(),
                },
                new("role", "String!") { Description = "dimension, entity, time or metric.", Read = c => ((ResultColumn)c).Role.Word() },
                new("unit", "String") { Description = "The unit of its numbers.", Read = c => ((ResultColumn)c).Unit },
                new("format", "String") { Description = "How to show its numbers, such as percent.", Read = c => ((ResultColumn)c).Format },
                new("label", "String") { Description = "A name for people.", Read = c => ((ResultColumn)c).Label },
            ],
        },
    ];

    private static async ValueTask<object?> ResolveAsync(ResolveContext context, CancellationToken ct)
    {
        var answers = context.State<ServedRequest>().Answers;
        var said = QueryInput.Said(context.Argument<IReadOnlyDictionary<string, object?>>("input")!);
        var read = Declared(answers, QuestionReader.Read(said, answers.Now));
        var outcome = await answers.GetAsync(new GraphQuestion(read, default, read.Value?.Query, []), ct);
        if (!outcome.Succeeded(out var shared))
        {
            FieldErrors.Report(context, outcome.Diagnostics);
            return null;
        }

        AnswerNote.Append(context, shared.Answer.Meta);
        return shared;
    }

    // Names get their declared spelling, so that two spellings of one question share an answer.
    private static Outcome<RequestedQuery> Declared(RequestAnswers answers, Outcome<RequestedQuery> read) => read.Value is { } requested
        ? Outcome<RequestedQuery>.Of(requested with { Query = DeclaredNames.Of(answers.State.Catalog).In(requested.Query) }) : read;

    private static RowsValue Rows(object answer)
    {
        var table = ((SharedAnswer)answer).Answer.Table;
        var columns = table.Columns.Select((c, i) => new ShownColumn(c.Name, ShownColumn.TypeOf(c), c.Type, table.Values[i], ""));
        return new RowsValue([.. columns], table.RowCount, asLists: true);
    }
}
