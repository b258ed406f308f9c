using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Results;

namespace Metrics.Semantic.Sql;

/// <summary>SQL text with its parameters in order (<c>$1</c> is the first), as a dialect renders it from a tree.</summary>
public sealed record SqlStatement(string Text, EquatableList<StatementParameter> Parameters)
{
    /// <summary>The types of its columns, for engines whose reader needs them; empty for others.</summary>
    public EquatableList<DataType> Types { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        Parameters.Count == 0 ? Text : $"{Text}\n-- {string.Join(", ", Parameters.Select((p, i) => $"${i + 1} = {p}"))}";
}

/// <summary>
/// A caller's value that is sent as a parameter: a string, long, decimal, double, bool, DateOnly or DateTime, with the type that it is sent
/// as.
/// </summary>
public sealed record SqlParameter(object Value, DataType Type);

/// <summary>A parameter of a rendered statement: also with the type's name in the engine that the statement is for.</summary>
public sealed record StatementParameter(object Value, DataType Type, string SqlType)
{
    /// <inheritdoc/>
    public override string ToString() => Value switch
    {
        DateTime time => string.Create(
            CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm:ss.FFFFFF}{(time.Kind == DateTimeKind.Utc ? "Z" : "")}::{SqlType}"),
        DateOnly day => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}::{SqlType}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Value}::{SqlType}"),
    };
}
