using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.Sources;

/// <summary>What happens when a file has undeclared columns.</summary>
internal enum OnSurplus
{
    Report,
    Error,
}

/// <summary>How the records of a file are written.</summary>
internal enum SourceFormat
{
    Csv,

    /// <summary>One JSON object per line.</summary>
    NdJson,

    /// <summary>An array of objects, or objects one after the other.</summary>
    Json,
}

/// <summary>What happens to existing rows when the files change.</summary>
internal enum LoadMode
{
    /// <summary>They are replaced: the table has the rows that its files contain now.</summary>
    Replace,

    /// <summary>They are kept: the rows of files whose bytes have not been read yet are added.</summary>
    AppendNewFiles,
}

/// <summary>A table of a source, or a seed: where its rows are and what they must look like.</summary>
internal sealed record SourceTable
{
    public required string Pack { get; init; }

    public required string Source { get; init; }

    public required string Name { get; init; }

    /// <summary>Its unique name among all tables: <c>storefront__transactions</c>; for a seed, its name.</summary>
    public required string Model { get; init; }

    public required CsvOptions Csv { get; init; }

    public SourceFormat Format { get; init; }

    public LoadMode Load { get; init; }

    /// <summary>The key by which rows of later files replace earlier ones; empty when rows are only added.</summary>
    public EquatableList<string> MergeKey { get; init; }

    /// <summary>The condition for rows that mark their key as deleted; the author's SQL over the table's columns.</summary>
    public string? DeletedWhen { get; init; }

    public required EquatableList<SourceColumn> Columns { get; init; }

    /// <summary>How many rows may be rejected before the load fails.</summary>
    public required RejectLimit MaxRejected { get; init; }

    /// <summary>True when a load without a row may replace a version that has some.</summary>
    public bool AllowEmpty { get; init; }

    public required OnSurplus OnSurplus { get; init; }

    public required SourceLocation Location { get; init; }

    /// <summary>Paths and patterns of files that no table is meant to read.</summary>
    public EquatableList<string> Ignored { get; init; }

    /// <summary>The same table, read from one of its files.</summary>
    public SourceTable At(string path) => this with { Csv = Csv with { Path = path } };

    /// <summary>True when some column is dropped or secret: then no raw line may be kept or shown anywhere.</summary>
    public bool HidesValues => Columns.Any(c => c.Drop || c.Secret);
}
