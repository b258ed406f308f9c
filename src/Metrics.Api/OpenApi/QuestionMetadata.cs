using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.OpenApi;

/// <summary>A key of a URL.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it says.</param>
/// <param name="Example">A value it may have; empty for none.</param>
/// <param name="Repeats">True when it may be given several times.</param>
/// <param name="Words">The only values it may have, if they are few.</param>
/// <param name="IsNumber">True when its value is a whole number.</param>
/// <param name="IsOpen">True when it stands for keys of any name.</param>
internal sealed record UrlKey(
    string Name, string Description, string Example, bool Repeats = false, string[]? Words = null, bool IsNumber = false,
    bool IsOpen = false);

/// <summary>The keys that an endpoint reads from its URL.</summary>
internal sealed record KeysInUrl(IReadOnlyList<UrlKey> Keys);

/// <summary>The endpoint reads a question from its body.</summary>
/// <param name="Shape">What it looks like.</param>
internal sealed record QuestionInBody(Type Shape);

/// <summary>The endpoint answers a question in the format asked for.</summary>
/// <param name="Shape">What an answer in JSON looks like.</param>
internal sealed record AnswersQuestions(Type Shape);

/// <summary>What openapi.yaml is to say of endpoints that read their requests themselves.</summary>
internal static class QuestionMetadata
{
    public static RouteHandlerBuilder WithUrlKeys(this RouteHandlerBuilder endpoint, params UrlKey[] keys) =>
        endpoint.WithMetadata(new KeysInUrl(keys));

    public static RouteHandlerBuilder WithQuestion<TShape>(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new QuestionInBody(typeof(TShape)));

    public static RouteHandlerBuilder WithAnswer<TShape>(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new AnswersQuestions(typeof(TShape))).WithFormProblems(DiagnosticCode.TooManyBytes);
}
