using Metrics.Domain;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors;

/// <summary>A source file's records, one at a time, as UTF-8 spans that are valid until the next read.</summary>
internal abstract class SourceRows : IDisposable
{
    /// <summary>The columns that are stored, in declared order.</summary>
    public abstract EquatableList<FieldPlace> Kept { get; }

    /// <summary>Undeclared columns; complete only after the last record was read.</summary>
    public abstract EquatableList<string> Surplus { get; }

    /// <summary>Declared columns that no record had; always empty for formats with a header.</summary>
    public virtual EquatableList<string> Absent => [];

    /// <summary>The physical line, counted from 1, where the record begins.</summary>
    public abstract long Line { get; }

    /// <summary>How many lines of the file the record takes.</summary>
    public virtual long Lines => 1;

    /// <summary>True when the record's quotes are wrong, so that its lines may be rows of their own.</summary>
    public virtual bool IsTorn => false;

    /// <summary>The record as written in the file, in UTF-8.</summary>
    public abstract ReadOnlySpan<byte> Raw { get; }

    /// <summary>Why the record as a whole cannot be read; null when it can.</summary>
    public abstract string? Problem { get; }

    /// <summary>What a line inside a field looks like when it is a row that a missing quote has joined to others; null for none.</summary>
    public virtual RowShape? Shape => null;

    /// <summary>After the last record: true when it has no line end, so that text appended to the file becomes part of it.</summary>
    public virtual bool EndsInLine => false;

    /// <summary>True when two rows without a line end between them could be mistaken for one.</summary>
    public virtual bool MayHideTwoRows => false;

    public abstract ValueTask<bool> ReadAsync(CancellationToken ct);

    public abstract ReadOnlySpan<byte> Field(int field);

    /// <summary>True when the field was written in quotes, so that an empty one is a value and not a null.</summary>
    public abstract bool IsQuoted(int field);

    /// <summary>True when the format itself marks the field as a number; only JSON does.</summary>
    public virtual bool IsNumber(int field) => false;

    /// <summary>The fingerprint of the bytes read so far; after the last record, of the whole file.</summary>
    public abstract SourceFingerprint Fingerprint();

    public abstract void Dispose();
}

/// <summary>Identifies a source's bytes, regardless of name, place and time: SHA-256 in hexadecimal, and the length.</summary>
internal sealed record SourceFingerprint(string Sha256, long Bytes);

/// <summary>How a row is written in a line of its own.</summary>
/// <param name="Delimiter">What separates its fields.</param>
/// <param name="Fewest">The fewest fields that it has.</param>
/// <param name="Most">The most fields that it has.</param>
internal sealed record RowShape(byte Delimiter, int Fewest, int Most);

/// <summary>A declared column that is stored, and the index of its field in a record.</summary>
internal sealed record FieldPlace(SourceColumn Column, int Field);
