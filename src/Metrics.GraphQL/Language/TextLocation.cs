namespace Metrics.GraphQL.Language;

/// <summary>A place in a document. Columns count UTF-16 units, like the reference implementation.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public readonly record struct TextLocation(int Line, int Column);
