using System.Globalization;
using Metrics.Answering.Admission;
using Metrics.Answering.Asking;
using Metrics.Api.Limits;
using Metrics.Domain.Access;

namespace Metrics.Api.Security;

/// <summary>Who asks, and what it may use here. One object a key for as long as the key stays as it is.</summary>
internal sealed class Caller
{
    public Caller(Principal principal, AnswerLimits limits, AnswerLimits streaming, TokenBucket? requests)
    {
        // Administrators read of degraded tables what others do not.
        var sees = principal.Scopes.HasFlag(AccessScopes.Admin) ? "all" : "-";
        var audience = string.Create(
            CultureInfo.InvariantCulture, $"{limits.MaxRows} {limits.MaxBytes} {streaming.MaxRows} {sees} {principal.Standing}");
        (Asker, Requests) = (new Asker(principal, limits, streaming, audience), requests);
    }

    /// <summary>The same, as far as answers depend on it.</summary>
    public Asker Asker { get; }

    public Principal Principal => Asker.Principal;

    /// <summary>What one of its answers may cost, and on whose account.</summary>
    public AnswerLimits Limits => Asker.Limits;

    /// <summary>What one of its answers may cost that is sent while it is read.</summary>
    public AnswerLimits Streaming => Asker.Streaming;

    /// <summary>Its requests; null when they are not counted.</summary>
    public TokenBucket? Requests { get; }

    /// <summary>Callers of one audience get the same bytes: the same standing before every policy, and the same caps.</summary>
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
