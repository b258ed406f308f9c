using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Logical;

/// <summary>A column of a step's rows.</summary>
public sealed record PlanField(string Name)
{
    /// <summary>What it is of; null where no step above has to make one of nothing.</summary>
    public DataType? Type { get; init; }
}

/// <summary>
/// What is put beside each row: the one row that an entity names in another model, what a metric is for it, or every row of a time spine.
/// </summary>
/// <param name="Target">Its rows, at most one for each row of the input unless <see cref="MeetsEvery"/>.</param>
/// <param name="Alias">The name its columns go by.</param>
/// <param name="Of">What it is, for people.</param>
/// <param name="On">What must be equal.</param>
public sealed record PlanJoin(PlanNode Target, string Alias, string Of, EquatableList<JoinPair> On)
{
    /// <summary>Set when the other model's rows hold for a while: the time at which the row must hold.</summary>
    public JoinHold? Hold { get; init; }

    /// <summary>True when rows of the target that nothing was joined to stay too.</summary>
    public bool KeepsBothSides { get; init; }

    /// <summary>True when each row meets every row of the target.</summary>
    public bool MeetsEvery { get; init; }

    /// <summary>This join in one line.</summary>
    public string Describe() => MeetsEvery
        ? $"with every time of {Of} as {Alias}"
        : $"join {Of} as {Alias} on {string.Join(" and ", On)}{(Hold is null ? "" : $" as of {Hold}")}"
            + (KeepsBothSides ? ", rows of both sides stay" : ", one row at most");
}

/// <summary>A column of a table as somebody may see it.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Alias">What it is called in the guard's input.</param>
/// <param name="MaskedAs">The type of the null in its place; null when it may be seen.</param>
public sealed record GuardedColumn(string Name, string Alias, DataType? MaskedAs)
{
    /// <summary>True when its values are no secret, not even of rows that may not be seen.</summary>
    public bool IsPublic { get; init; }
}

/// <summary>An author's expression over one row, and what it is called.</summary>
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

/// <summary>The time at which a row must hold, and the target's columns that say from when and until just before when.</summary>
public sealed record JoinHold(PlanColumn At, string Start, string End)
{
    /// <inheritdoc/>
    public override string ToString() => $"{At}, from {Start} until before {End}";
}

/// <summary>A column as conditions and keys speak of it, with the computation that brings times to their zone and grain.</summary>
public sealed record RowColumn(string Name, SqlExpression Expression);
