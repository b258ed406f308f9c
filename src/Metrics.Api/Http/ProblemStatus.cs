using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Http;

/// <summary>The only translation of codes to HTTP statuses: single codes first, then their family.</summary>
internal static class ProblemStatus
{
    public static int Of(DiagnosticCode code) => code.Id switch
    {
        "Q102" => StatusCodes.Status404NotFound,
        "Q103" => StatusCodes.Status405MethodNotAllowed,
        "A401" => StatusCodes.Status401Unauthorized,
        "E310" or "E311" => StatusCodes.Status503ServiceUnavailable,
        ['Q', '1', ..] => StatusCodes.Status400BadRequest,
        ['Q', '2', ..] or ['E', '3', '0', ..] => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status500InternalServerError,
    };
}
