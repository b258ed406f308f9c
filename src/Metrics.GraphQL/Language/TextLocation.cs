namespace Metrics.GraphQL.Language;

/// <summary>A place in a document: line and column from 1, the column in UTF-16 units as the reference implementation counts.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public readonly record struct TextLocation(int Line, int Column);
