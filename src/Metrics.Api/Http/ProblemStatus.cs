using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Http;

/// <summary>The only mapping from codes to HTTP statuses: first single codes, then families.</summary>
internal static class ProblemStatus
{
    /// <param name="code">The code.</param>
    /// <param name="inPath">True when the unknown name is in the path, so that the resource does not exist.</param>
    /// <param name="inForm">True when the answer is not too large, but contains something that the requested format cannot hold.</param>
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
        // An author's definition fails on the data: repeating the request is useless, and the service itself works.
        "E312" => StatusCodes.Status422UnprocessableEntity,
        "E320" => StatusCodes.Status504GatewayTimeout,
        ['Q', '1', ..] => StatusCodes.Status400BadRequest,
        ['Q', '2', ..] or ['E', '3', '0', ..] => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status500InternalServerError,
    };
}
