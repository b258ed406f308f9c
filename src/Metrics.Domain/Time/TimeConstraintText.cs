using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;

namespace Metrics.Domain.Time;

/// <summary>Reads the two ends of dbt's time constraint, which may be empty, unlike a time range.</summary>
public static class TimeConstraintText
{
    /// <summary>
    /// The constraint between two dates or timestamps, either of which may be missing. One with an offset is converted to the zone, and an
    /// end that is a date includes that whole day.
    /// </summary>
    public static Outcome<TimeConstraint> Between(string? start, string? end, TimeZoneInfo zone)
    {
        var from = start is null ? null : TimeBound.Parse(start, zone);
        var to = end is null ? null : TimeBound.Parse(end, zone);
        var problems = new[] { from, to }.OfType<TimeBound>().Select(b => b.Problem).OfType<Diagnostic>().ToList();
        if (problems.Count > 0)
            return Outcome<TimeConstraint>.Refused(problems);
        return from is null && to is null
            ? Outcome<TimeConstraint>.Refused(
                new Diagnostic(
                    DiagnosticCode.MalformedRequest, "a time constraint without start and end", Hint: "give at least one of them"))
            : Outcome<TimeConstraint>.Of(new TimeConstraint(from?.Local, to?.Local) { EndIsDay = to?.IsDay == true });
    }
}
