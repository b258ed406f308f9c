using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Resources;

/// <summary>How many items one page of a list may have.</summary>
internal static class PageLimit
{
    public const int Default = 100;
    public const int Highest = 1000;

    public static Diagnostic? Refuse(int? limit) => limit is null or (>= 1 and <= Highest)
        ? null
        : new Diagnostic(
            DiagnosticCode.MalformedRequest, $"limit must be a number from 1 to {Highest}, not {limit}",
            Hint: "ask for more with the page token in next");
}
