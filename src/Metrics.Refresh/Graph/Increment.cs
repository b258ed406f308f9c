using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.Graph;

/// <summary>Which rows of a model can change when a row of one of its inputs changes. Without it, a run compares all rows.</summary>
internal abstract record Increment
{
    private Increment()
    {
    }

    /// <summary>The stored input whose changed rows drive the increment.</summary>
    public required string From { get; init; }

    public required SourceLocation Location { get; init; }

    /// <summary>Rows whose columns have the values of a changed row; of that input they depend only on rows with these values.</summary>
    internal sealed record Matched(EquatableList<MatchedColumn> Columns) : Increment;

    /// <summary>Rows whose time is in the window of a changed row, or in a later window that looks back to it.</summary>
    /// <param name="Time">The time of a row of the input; the author's SQL.</param>
    /// <param name="Column">The time of a row of the model.</param>
    /// <param name="Unit">Hour, day, week, month, quarter or year.</param>
    /// <param name="Lookback">How far before its own window a row of the model reads.</param>
    internal sealed record Windowed(string Time, string Column, string Unit, TimeSpan Lookback) : Increment;
}

/// <summary>A column of the model, and the expression over a row of the input that equals it; the author's SQL.</summary>
internal sealed record MatchedColumn(string Column, string Expression);
