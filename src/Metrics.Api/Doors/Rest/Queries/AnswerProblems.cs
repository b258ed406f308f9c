using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Doors.Rest.Queries;

/// <summary>All codes that a question may be refused with.</summary>
internal static class AnswerProblems
{
    /// <summary>Codes for a question that is not understood, or cannot be answered safely.</summary>
    public static readonly DiagnosticCode[] Refusals =
    [
        DiagnosticCode.MalformedRequest, DiagnosticCode.MalformedFilter,
        DiagnosticCode.UnknownMetric, DiagnosticCode.UnknownDimension, DiagnosticCode.WrongColumn, DiagnosticCode.WrongComparison,
        DiagnosticCode.UnreachableDimension, DiagnosticCode.AmbiguousPath, DiagnosticCode.NoMetricTime, DiagnosticCode.GrainTooFine,
        DiagnosticCode.MixedUnits, DiagnosticCode.MixedLevels, DiagnosticCode.NotYet,
        DiagnosticCode.PageGone, DiagnosticCode.VersionNotHere, DiagnosticCode.NotReady,
    ];

    /// <summary>Codes for a question that is refused because of the load of other questions.</summary>
    public static readonly DiagnosticCode[] Load =
    [
        DiagnosticCode.TooManyRequests, DiagnosticCode.QuickLaneFull, DiagnosticCode.HeavyLaneFull, DiagnosticCode.StreamLaneFull,
    ];

    /// <summary>All of these, and the codes for failures while the question is answered.</summary>
    public static readonly DiagnosticCode[] All =
    [
        .. Refusals, DiagnosticCode.NotAcceptable, DiagnosticCode.EngineTimeout, DiagnosticCode.TooManyRows, DiagnosticCode.TooManyBytes,
        DiagnosticCode.EngineRefused, DiagnosticCode.EngineFailed, DiagnosticCode.RelationGone,
        .. Load,
    ];
}
