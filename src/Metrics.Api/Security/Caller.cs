using System.Globalization;
using Metrics.Answering.Admission;
using Metrics.Answering.Asking;
using Metrics.Api.Limits;
using Metrics.Domain.Access;

namespace Metrics.Api.Security;

/// <summary>The caller of a request and its limits. A key keeps one object for as long as its row does not change.</summary>
internal sealed class Caller
{
    public Caller(Principal principal, AnswerLimits limits, AnswerLimits streaming, TokenBucket? requests)
    {
        // Administrators see more of degraded tables than others do.
        var sees = principal.Scopes.HasFlag(AccessScopes.Admin) ? "all" : "-";
        var audience = string.Create(
            CultureInfo.InvariantCulture, $"{limits.MaxRows} {limits.MaxBytes} {streaming.MaxRows} {sees} {principal.Standing}");
        (Asker, Requests) = (new Asker(principal, limits, streaming, audience), requests);
    }

    /// <summary>The part of the caller that answers depend on.</summary>
    public Asker Asker { get; }

    public Principal Principal => Asker.Principal;

    /// <summary>The limits of one answer, and the account it is charged to.</summary>
    public AnswerLimits Limits => Asker.Limits;

    /// <summary>The limits of one streamed answer.</summary>
    public AnswerLimits Streaming => Asker.Streaming;

    /// <summary>Limits the request rate; null when requests are not counted.</summary>
    public TokenBucket? Requests { get; }

    /// <summary>
    /// Callers of one audience get the same bytes: policies treat them alike (one standing), and they have the same caps.
    /// </summary>
    public string Audience => Asker.Audience;

    public bool May(AccessScopes scopes) => (Principal.Scopes & scopes) == scopes;
}

/// <summary>The caller of a request, once the gate has let it in.</summary>
internal static class CallerOfRequest
{
    extension(HttpContext context)
    {
        public Caller Caller => context.Features.Get<Caller>() ?? throw new InvalidOperationException("nobody has passed the gate");
    }
}
