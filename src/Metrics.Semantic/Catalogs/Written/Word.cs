using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs.Written;

/// <summary>A text of an author's and the place it stands at.</summary>
internal sealed record Word(string Text, SourceLocation At)
{
    public override string ToString() => Text;
}
