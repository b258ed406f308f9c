using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.OpenApi;

/// <summary>A query parameter of a URL.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="Example">An example value; empty for none.</param>
/// <param name="Repeats">True when it may be given several times.</param>
/// <param name="Words">The allowed values, if they are few.</param>
/// <param name="IsNumber">True when its value is a whole number.</param>
/// <param name="IsOpen">True when it represents parameters of any name.</param>
internal sealed record UrlKey(
    string Name, string Description, string Example, bool Repeats = false, string[]? Words = null, bool IsNumber = false,
    bool IsOpen = false);

/// <summary>The query parameters that an endpoint reads.</summary>
internal sealed record KeysInUrl(IReadOnlyList<UrlKey> Keys);

/// <summary>Marks an endpoint that reads a question from its body.</summary>
/// <param name="Shape">The shape of the question.</param>
internal sealed record QuestionInBody(Type Shape);

/// <summary>Marks an endpoint that answers a question in the format asked for.</summary>
/// <param name="Shape">The shape of an answer in JSON.</param>
internal sealed record AnswersQuestions(Type Shape);

/// <summary>Describes in openapi.yaml the endpoints that read their requests themselves.</summary>
internal static class QuestionMetadata
{
    public static RouteHandlerBuilder WithUrlKeys(this RouteHandlerBuilder endpoint, params UrlKey[] keys) =>
        endpoint.WithMetadata(new KeysInUrl(keys));

    public static RouteHandlerBuilder WithQuestion<TShape>(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new QuestionInBody(typeof(TShape)));

    public static RouteHandlerBuilder WithAnswer<TShape>(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new AnswersQuestions(typeof(TShape))).WithFormProblems(DiagnosticCode.TooManyBytes);
}
