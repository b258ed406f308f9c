namespace Metrics.Domain.Diagnostics;

/// <summary>A place in an author's file, counted from 1: <c>sources.yml:12:5</c>.</summary>
public readonly record struct SourceLocation(string File, int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}
