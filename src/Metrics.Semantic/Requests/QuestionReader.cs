using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Requests;

/// <summary>Reads questions from a door that has its own kinds of values, such as GraphQL's arguments.</summary>
public static class QuestionReader
{
    /// <summary>A whole question, with every key that a body may have.</summary>
    public static Outcome<RequestedQuery> Read(RequestValue.Fields said, DateTimeOffset now) =>
        new QueryBody(now, new RequestProblems()).Read(said, QuestionKeys.OfQuery, new MetricQuery());

    /// <summary>An existing question with another range, zone, limit or page.</summary>
    public static Outcome<RequestedQuery> ReadResult(RequestValue.Fields said, MetricQuery start, DateTimeOffset now) =>
        new QueryBody(now, new RequestProblems()).Read(said, QuestionKeys.OfResult, start);

    /// <summary>A saved question with values for its parameters, by name.</summary>
    public static Outcome<RequestedQuery> ReadResult(
        RequestValue.Fields said, SavedQuery saved, RequestValue.Fields arguments, DateTimeOffset now)
    {
        var problems = new RequestProblems();
        var start = SavedArguments.Fill(saved, arguments, SavedArguments.InUrl, problems);
        return new QueryBody(now, problems).Read(said, QuestionKeys.OfResult, start, saved.TimeRange?.ToString());
    }
}
