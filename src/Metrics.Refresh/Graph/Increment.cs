using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.Graph;

/// <summary>Which of a model's rows a changed row of one of its inputs can change. Without it a run compares all rows.</summary>
internal abstract record Increment
{
    private Increment()
    {
    }

    /// <summary>The stored input whose changed rows drive the increment.</summary>
    public required string From { get; init; }

    public required SourceLocation Location { get; init; }

    /// <summary>Rows whose columns have the values of a changed row: they depend on no other rows of that input.</summary>
    internal sealed record Matched(EquatableList<MatchedColumn> Columns) : Increment;

    /// <summary>Rows whose time lies in the window of a changed row, or in the windows that look back on it.</summary>
    /// <param name="Time">The time of a row of the input; the author's SQL.</param>
    /// <param name="Column">The time of a row of the model.</param>
    /// <param name="Unit">Hour, day, week, month, quarter or year.</param>
    /// <param name="Lookback">How far before its window a row of the model looks.</param>
    internal sealed record Windowed(string Time, string Column, string Unit, TimeSpan Lookback) : Increment;
}

/// <summary>A column of the model and what equals it in a row of the input; the author's SQL.</summary>
internal sealed record MatchedColumn(string Column, string Expression);
