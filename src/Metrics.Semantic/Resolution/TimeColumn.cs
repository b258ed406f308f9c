using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolved;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>Binds a time dimension, truncated to a grain or reduced to a part of the date.</summary>
internal static class TimeColumn
{
    /// <param name="name">Its full name.</param>
    /// <param name="path">The joins to it.</param>
    /// <param name="model">The model it is in.</param>
    /// <param name="dimension">The time dimension.</param>
    /// <param name="asked">How it was asked for; null for the time itself.</param>
    /// <param name="spine">Set when it is the time of a time spine, which was chosen by its grain.</param>
    /// <param name="cut">True to truncate it to the grain of its data when no grain was asked for.</param>
    public static Outcome<BoundColumn> Bind(
        string name, EquatableList<JoinStep> path, SemanticModel model, Dimension dimension, AskedName? asked,
        SemanticModel? spine, bool cut)
    {
        var data = dimension.Grain ?? Grain.Day;
        if (asked?.CustomGrain is { } custom)
            return Refused(DiagnosticCode.NotYet, $"'{name}': the custom grain '{custom}' is not answered yet");
        if (asked?.Part is { } part)
        {
            // A column of dates has no hours, whatever grain is declared for it.
            return part.Needs() < data || (part == DatePart.Hour && dimension.DataType.Kind == DataKind.Date)
                ? Refused(
                    DiagnosticCode.GrainTooFine,
                    $"'{name}': '{dimension.Name}' of '{model.Name}' has the grain {data.Word()}, which has no {part.Word()}",
                    "ask for a coarser part")
                : Outcome<BoundColumn>.Of(
                    new BoundColumn(
                        name, path, model.Name, dimension.Name, ColumnRole.Time, null, ValueType.Integer,
                        DataType.SmallInteger) { Part = part });
        }

        var grain = asked?.Grain;
        if (grain < data)
        {
            return Refused(
                DiagnosticCode.GrainTooFine,
                spine is null
                    ? $"'{name}': '{dimension.Name}' of '{model.Name}' has the grain {data.Word()}, coarser than {grain.Value.Word()}"
                    : $"'{name}': there is no time spine as fine as {grain.Value.Word()}",
                $"ask by {data.Word()} or coarser");
        }

        var taken = grain ?? (cut ? data : null);
        var (type, stored) = taken switch
        {
            null => (ValueType.Timestamp, dimension.DataType.Kind == DataKind.Date ? DataType.Date : DataType.LocalTime),
            { } g when g.IsDateLike() || dimension.DataType.Kind == DataKind.Date => (ValueType.Date, DataType.Date),
            _ => (ValueType.Timestamp, DataType.Instant),
        };
        return Outcome<BoundColumn>.Of(new BoundColumn(name, path, model.Name, dimension.Name, ColumnRole.Time, taken, type, stored));
    }

    private static Outcome<BoundColumn> Refused(DiagnosticCode code, string message, string? hint = null) =>
        Outcome<BoundColumn>.Refused(new Diagnostic(code, message, Hint: hint));
}
