using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.GraphQL.Execution;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Doors.GraphQL.Data;

/// <summary>The question of a <c>data</c> field, in a form that fields with the same meaning share.</summary>
/// <param name="Selection">The selected fields.</param>
/// <param name="Start">The question without range, time zone and page.</param>
/// <param name="Asked">The whole question.</param>
internal sealed record DataQuestion(DataSelection Selection, MetricQuery Start, GraphQuestion Asked)
{
    public static DataQuestion Of(ResolveContext context, DataFields fields, FilterReading filters, DateTimeOffset now)
    {
        var selection = new DataSelection(context.Selection, fields);
        var start = new MetricQuery
        {
            Metrics = selection.Metrics,
            GroupBy = selection.GroupBy,
            Where = filters.Read(context.Argument<object>("where")),
            OrderBy = selection.Order(context.Argument<object>("orderBy")),
        };
        var read = QuestionReader.ReadResult(QuestionArguments.Said(context), start, now);
        // A page token is only valid for the identical question. So fields with a limit or page share an answer only when their questions
        // are identical.
        var shared = read.Value is { Query.Limit: null, Page: null } requested ? Canonical(requested.Query, selection) : read.Value?.Query;
        return new DataQuestion(selection, start, new GraphQuestion(read, default, shared, selection.Meanings));
    }

    private static MetricQuery Canonical(MetricQuery query, DataSelection selection)
    {
        var meanings = selection.Columns.DistinctBy(c => c.Name).ToDictionary(c => c.Name, c => c.Meaning);
        return query with
        {
            Metrics = query.Metrics.Select(m => m with { Alias = meanings[m.Column] }).OrderBy(m => m.Alias, StringComparer.Ordinal)
                .ToEquatableList(),
            OrderBy = query.OrderBy.Select(o => o with { Name = meanings.GetValueOrDefault(o.Name, o.Name) }).ToEquatableList(),
        };
    }
}
