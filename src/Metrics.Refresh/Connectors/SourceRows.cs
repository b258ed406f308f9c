using Metrics.Domain;

namespace Metrics.Refresh.Connectors;

/// <summary>A source file's records, one at a time, as UTF-8 spans that hold until the next read.</summary>
internal abstract class SourceRows : IDisposable
{
    /// <summary>The columns that are stored, in declared order.</summary>
    public abstract EquatableList<FieldPlace> Kept { get; }

    /// <summary>Columns that nobody declared; all of them once the last record was read.</summary>
    public abstract EquatableList<string> Surplus { get; }

    /// <summary>Declared columns that no record had; a format with a header has none.</summary>
    public virtual EquatableList<string> Absent => [];

    /// <summary>The physical line, counted from 1, where the record begins.</summary>
    public abstract long Line { get; }

    /// <summary>The record as it stands in the file, in UTF-8.</summary>
    public abstract ReadOnlySpan<byte> Raw { get; }

    /// <summary>Why the record as a whole cannot be read; null when it can.</summary>
    public abstract string? Problem { get; }

    /// <summary>True, once all was read, when the last record has no line end: what is written behind it becomes part of it.</summary>
    public virtual bool EndsInLine => false;

    /// <summary>True when two rows without a line end between them could be taken for one.</summary>
    public virtual bool MayHideTwoRows => false;

    public abstract ValueTask<bool> ReadAsync(CancellationToken ct);

    public abstract ReadOnlySpan<byte> Field(int field);

    /// <summary>True when the field was written as a text: an empty one is then a value.</summary>
    public abstract bool IsQuoted(int field);

    /// <summary>True when the field is a number in the format's own writing, as only JSON has one.</summary>
    public virtual bool IsNumber(int field) => false;

    /// <summary>What has been read so far; after the last record, the whole file.</summary>
    public abstract SourceFingerprint Fingerprint();

    public abstract void Dispose();
}
