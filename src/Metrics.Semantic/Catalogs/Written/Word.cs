using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs.Written;

/// <summary>A text that an author wrote, and its place.</summary>
internal sealed record Word(string Text, SourceLocation At)
{
    public override string ToString() => Text;
}
