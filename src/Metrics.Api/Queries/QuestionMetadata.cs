using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Queries;

/// <summary>The keys that an endpoint reads from its URL.</summary>
internal sealed record KeysInUrl(IReadOnlyList<UrlKey> Keys);

/// <summary>The endpoint reads a question from its body.</summary>
/// <param name="Shape">What it looks like.</param>
internal sealed record QuestionInBody(Type Shape);

/// <summary>The endpoint answers a question in the format asked for.</summary>
internal sealed record AnswersQuestions;

/// <summary>What openapi.yaml is to say of endpoints that read their requests themselves.</summary>
internal static class QuestionMetadata
{
    public static RouteHandlerBuilder WithUrlKeys(this RouteHandlerBuilder endpoint, params UrlKey[] keys) => endpoint.WithMetadata(new KeysInUrl(keys));

    public static RouteHandlerBuilder WithQueryBody(this RouteHandlerBuilder endpoint, Type? shape = null) =>
        endpoint.WithMetadata(new QuestionInBody(shape ?? typeof(QueryShape)));

    public static RouteHandlerBuilder WithAnswer(this RouteHandlerBuilder endpoint) => 
        endpoint.WithMetadata(new AnswersQuestions()).WithFormProblems(DiagnosticCode.TooManyBytes);
}
