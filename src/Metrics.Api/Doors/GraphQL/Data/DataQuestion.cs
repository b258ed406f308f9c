using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.GraphQL.Execution;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Doors.GraphQL.Data;

/// <summary>A <c>data</c> field as a question, and what it shares with others that mean the same.</summary>
/// <param name="Selection">What is selected.</param>
/// <param name="Start">The question before range, zone and page.</param>
/// <param name="Asked">All of it.</param>
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
        // The token of a next page is of one question to the letter, so what is cut is shared to the letter only.
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
