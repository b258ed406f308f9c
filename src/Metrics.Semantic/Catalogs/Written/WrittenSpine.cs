using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Catalogs.Written;

/// <summary>A time spine as written.</summary>
/// <param name="Table">The published model, or the relation's name.</param>
/// <param name="RelationName">The relation as SQL would name it.</param>
/// <param name="Column">The column of times.</param>
/// <param name="Grain">Its grain; null when absent.</param>
/// <param name="Pack">The pack its file is in.</param>
/// <param name="Location">Where it is defined.</param>
internal sealed record WrittenSpine(string Table, string RelationName, string Column, Grain? Grain, string Pack, SourceLocation Location)
{
    /// <summary>The reference that names the table; null when its place does.</summary>
    public TableRef? Ref { get; init; }

    public NodeRelation? Relation { get; init; }

    public EquatableList<WrittenGranularity> CustomGranularities { get; init; }
}

/// <summary>A custom granularity; its column has the same name unless <c>Column</c> gives another.</summary>
internal sealed record WrittenGranularity(Word Name, string? Column);
