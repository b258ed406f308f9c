using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Catalogs.Written;

/// <summary>A saved query as written; <see cref="Params"/> is dbt's form, <see cref="Rich"/> this project's own.</summary>
internal sealed record WrittenSavedQuery(string Name, string Pack, SourceLocation Location)
{
    public string? Label { get; init; }

    public string? Description { get; init; }

    public WrittenParams? Params { get; init; }

    /// <summary>This project's own form, the same as in requests.</summary>
    public SavedQuery? Rich { get; init; }

    /// <summary>Conditions in this project's own grammar, in addition to those of either form.</summary>
    public EquatableList<Filter> Where { get; init; }

    public EquatableList<SavedParameter> Parameters { get; init; }

    public EquatableList<SavedQueryExport> Exports { get; init; }

    public string? Meta { get; init; }
}

/// <summary><c>query_params</c>.</summary>
internal sealed record WrittenParams(
    EquatableList<Word> Metrics, EquatableList<Word> GroupBy, EquatableList<Word> Where, EquatableList<Word> OrderBy, long? Limit,
    SourceLocation LimitAt);
