namespace Metrics.Domain.Results;

/// <summary>The role of an answer's column in the question.</summary>
public enum ColumnRole
{
    /// <summary>A dimension the question groups by.</summary>
    Dimension,

    /// <summary>An entity's key.</summary>
    Entity,

    /// <summary>Time at a grain.</summary>
    Time,

    /// <summary>A metric.</summary>
    Metric,
}

/// <summary>A column of an answer: <c>transacted_amount decimal metric, EUR</c>.</summary>
/// <param name="Name">Its name in this answer.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Role">Its role in the question.</param>
/// <param name="Unit">The unit of its numbers, such as <c>EUR</c> or <c>days</c>; null for none.</param>
/// <param name="Format">How to show its numbers, such as <c>percent</c>; null for as they are.</param>
/// <param name="Label">A name for people.</param>
public sealed record ResultColumn(
    string Name, ValueType Type, ColumnRole Role, string? Unit = null, string? Format = null, string? Label = null)
{
    /// <summary>True for an exact number from a division, whose last digit is therefore rounded.</summary>
    public bool IsQuotient { get; init; }
}

/// <summary>The words used for roles in answers.</summary>
public static class ColumnRoleWords
{
    /// <summary>The word: <c>dimension</c>, <c>entity</c>, <c>time</c>, <c>metric</c>.</summary>
    public static string Word(this ColumnRole role) => role switch
    {
        ColumnRole.Dimension => "dimension",
        ColumnRole.Entity => "entity",
        ColumnRole.Time => "time",
        _ => "metric",
    };
}
