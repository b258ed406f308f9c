using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Http;

/// <summary>The only translation of codes to HTTP statuses: single codes first, then their family.</summary>
internal static class ProblemStatus
{
    /// <param name="code">The code.</param>
    /// <param name="inPath">True when the name that is unknown stands in the path, so that there is no such resource.</param>
    /// <param name="inForm">True when not the answer is too large but something in it for the format that was asked for.</param>
    public static int Of(DiagnosticCode code, bool inPath = false, bool inForm = false) => code.Id switch
    {
        "E331" when inForm => StatusCodes.Status422UnprocessableEntity,
        "Q102" => StatusCodes.Status404NotFound,
        "Q200" or "Q201" or "Q202" when inPath => StatusCodes.Status404NotFound,
        "Q103" => StatusCodes.Status405MethodNotAllowed,
        "Q104" or "E330" or "E331" => StatusCodes.Status413PayloadTooLarge,
        "Q105" => StatusCodes.Status406NotAcceptable,
        "Q108" or "E332" => StatusCodes.Status408RequestTimeout,
        "Q300" => StatusCodes.Status410Gone,
        "Q301" or "Q302" or "Q303" or "Q304" => StatusCodes.Status409Conflict,
        "A401" => StatusCodes.Status401Unauthorized,
        "A403" or "A440" => StatusCodes.Status403Forbidden,
        "A429" => StatusCodes.Status429TooManyRequests,
        "E310" or "E311" or "E313" or "E315" or "E316" or "E317" => StatusCodes.Status503ServiceUnavailable,
        // What an author wrote fails on the data: asking the same again is of no use, and nothing of ours is down.
        "E312" => StatusCodes.Status422UnprocessableEntity,
        "E320" => StatusCodes.Status504GatewayTimeout,
        ['Q', '1', ..] => StatusCodes.Status400BadRequest,
        ['Q', '2', ..] or ['E', '3', '0', ..] => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status500InternalServerError,
    };
}
