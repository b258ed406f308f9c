using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Requests;

namespace Metrics.Answering.Asking;

/// <summary>A question as a door has it: it can be read again, with the names of another catalog and on another day.</summary>
/// <param name="Read">Reads it, with names out of a catalog perhaps, and words such as "yesterday" as at an instant.</param>
public sealed record QuestionText(Func<Catalog, DateTimeOffset, Asked> Read)
{
    /// <summary>What the door cannot do of what was asked, such as write a format; null when it can do all of it.</summary>
    public Func<RequestedQuery, Diagnostic?> Misfit { get; init; } = static _ => null;

    /// <summary>Whether a publication that it must have seen is waited for; else it is refused at once where that is not here.</summary>
    public bool Waits { get; init; } = true;

    /// <summary>
    /// Equal for equal questions of one audience, which are counted by it; null for what is not counted, such as a question that is too
    /// large to be remembered for a day.
    /// </summary>
    public Func<object>? Name { get; init; }
}
