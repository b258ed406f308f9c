using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Results;

namespace Metrics.Semantic.Sql;

/// <summary>SQL text with its parameters in order (<c>$1</c> is the first); what a dialect renders a tree to.</summary>
public sealed record SqlStatement(string Text, EquatableList<StatementParameter> Parameters)
{
    /// <summary>What its columns are, for engines whose reader has to be told; none for others.</summary>
    public EquatableList<DataType> Types { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        Parameters.Count == 0 ? Text : $"{Text}\n-- {string.Join(", ", Parameters.Select((p, i) => $"${i + 1} = {p}"))}";
}

/// <summary>
/// A caller's value on its way beside the SQL: a string, long, decimal, double, bool, DateOnly or DateTime, with the type it is to be taken
/// as.
/// </summary>
public sealed record SqlParameter(object Value, DataType Type);

/// <summary>The same in a statement: with the type in the words of the engine that the statement is for, too.</summary>
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
