using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Logical;

/// <summary>A column of a step's rows.</summary>
public sealed record PlanField(string Name)
{
    /// <summary>Its type, for steps above that fill it with nulls; null where none does.</summary>
    public DataType? Type { get; init; }
}

/// <summary>
/// What is joined to each row: the one row that an entity identifies in another model, the value of a metric for it, or every row of a time
/// spine.
/// </summary>
/// <param name="Target">The rows to join, at most one for each row of the input unless <see cref="MeetsEvery"/>.</param>
/// <param name="Alias">The source name of its columns.</param>
/// <param name="Of">Its description for people.</param>
/// <param name="On">The columns that must be equal.</param>
public sealed record PlanJoin(PlanNode Target, string Alias, string Of, EquatableList<JoinPair> On)
{
    /// <summary>The time at which the joined row must be valid; null unless the other model's rows are valid for a period only.</summary>
    public JoinHold? Hold { get; init; }

    /// <summary>True for a full join: unmatched rows of the target stay too.</summary>
    public bool KeepsBothSides { get; init; }

    /// <summary>True for a cross join: each row is combined with every row of the target.</summary>
    public bool MeetsEvery { get; init; }

    /// <summary>This join in one line.</summary>
    public string Describe() => MeetsEvery
        ? $"with every time of {Of} as {Alias}"
        : $"join {Of} as {Alias} on {string.Join(" and ", On)}{(Hold is null ? "" : $" as of {Hold}")}"
            + (KeepsBothSides ? ", rows of both sides stay" : ", one row at most");
}

/// <summary>A column of a table as a caller may see it.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Alias">Its name in the guard's input.</param>
/// <param name="MaskedAs">The type of the null in its place; null when the caller may see its values.</param>
public sealed record GuardedColumn(string Name, string Alias, DataType? MaskedAs)
{
    /// <summary>True when its values are not secret, even in rows that the caller may not see.</summary>
    public bool IsPublic { get; init; }
}

/// <summary>An author's expression over one row, and its name in the plan.</summary>
public sealed record ScanColumn(string Name, string Expr);

/// <summary>A column of a source in a plan: <c>f."store key"</c>.</summary>
public sealed record PlanColumn(string Source, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Source}.{Name}";
}

/// <summary>A column of an input and the column of a target that must equal it.</summary>
public sealed record JoinPair(PlanColumn Input, string Target)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Input} = {Target}";
}

/// <summary>
/// The time at which a row must be valid, and the target's columns with the start and the (exclusive) end of its validity.
/// </summary>
public sealed record JoinHold(PlanColumn At, string Start, string End)
{
    /// <inheritdoc/>
    public override string ToString() => $"{At}, from {Start} until before {End}";
}

/// <summary>A column as conditions and keys use it, with the expression that brings times to their zone and grain.</summary>
public sealed record RowColumn(string Name, SqlExpression Expression);
