using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Requests;

/// <summary>The reading of what was said in a dialect that has values of its own.</summary>
public static class QuestionReader
{
    /// <summary>A question by itself, with every key that a body may have.</summary>
    public static Outcome<RequestedQuery> Read(RequestValue.Fields said, DateTimeOffset now) =>
        new QueryBody(now, new RequestProblems()).Read(said, QuestionKeys.OfQuery, new MetricQuery());

    /// <summary>A question that is there already, with another range, zone, limit or page.</summary>
    public static Outcome<RequestedQuery> ReadResult(RequestValue.Fields said, MetricQuery start, DateTimeOffset now) =>
        new QueryBody(now, new RequestProblems()).Read(said, QuestionKeys.OfResult, start);

    /// <summary>A saved question with values for its parameters, by their names.</summary>
    public static Outcome<RequestedQuery> ReadResult(
        RequestValue.Fields said, SavedQuery saved, RequestValue.Fields arguments, DateTimeOffset now)
    {
        var problems = new RequestProblems();
        var start = SavedArguments.Fill(saved, arguments, SavedArguments.InUrl, problems);
        return new QueryBody(now, problems).Read(said, QuestionKeys.OfResult, start, saved.TimeRange?.ToString());
    }
}
