using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.Sources;

/// <summary>What happens when the file has columns nobody declared.</summary>
internal enum OnSurplus
{
    Report,
    Error,
}

/// <summary>How the records of a file are written.</summary>
internal enum SourceFormat
{
    Csv,

    /// <summary>One JSON object a line.</summary>
    NdJson,

    /// <summary>An array of objects, or objects one after the other.</summary>
    Json,
}

/// <summary>What becomes of the rows that are there when the files change.</summary>
internal enum LoadMode
{
    /// <summary>They go: the table is what its files hold now.</summary>
    Replace,

    /// <summary>They stay: files whose bytes have not been read yet are added.</summary>
    AppendNewFiles,
}

/// <summary>A table of a source: where its rows are and what they must look like. A seed is one too.</summary>
internal sealed record SourceTable
{
    public required string Pack { get; init; }

    public required string Source { get; init; }

    public required string Name { get; init; }

    /// <summary>Its key among all tables: <c>storefront__transactions</c>; a seed's own name.</summary>
    public required string Model { get; init; }

    public required CsvOptions Csv { get; init; }

    public SourceFormat Format { get; init; }

    public LoadMode Load { get; init; }

    /// <summary>A row of a later file takes the place of the one with this key; empty when rows are only added.</summary>
    public EquatableList<string> MergeKey { get; init; }

    /// <summary>Which rows say that their key is gone; the author's SQL over the table's columns.</summary>
    public string? DeletedWhen { get; init; }

    public required EquatableList<SourceColumn> Columns { get; init; }

    /// <summary>Rows that may be rejected before the table fails.</summary>
    public required RejectLimit MaxRejected { get; init; }

    public required OnSurplus OnSurplus { get; init; }

    public required SourceLocation Location { get; init; }

    /// <summary>The same table in one of its files.</summary>
    public SourceTable At(string path) => this with { Csv = Csv with { Path = path } };

    /// <summary>True when some column is dropped or secret: then no raw line may be kept or shown anywhere.</summary>
    public bool HidesValues => Columns.Any(c => c.Drop || c.Secret);
}
