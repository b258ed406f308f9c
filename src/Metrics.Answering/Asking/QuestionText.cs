using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Requests;

namespace Metrics.Answering.Asking;

/// <summary>A question as a door received it. It can be parsed again with another catalog and on another day.</summary>
/// <param name="Read">Parses it, with the names of a catalog where needed and words such as "yesterday" relative to an instant.</param>
public sealed record QuestionText(Func<Catalog, DateTimeOffset, Asked> Read)
{
    /// <summary>What the door cannot do for this question, such as write a format; null when it can do everything.</summary>
    public Func<RequestedQuery, Diagnostic?> Misfit { get; init; } = static _ => null;

    /// <summary>Whether to wait for a publication that it requires; otherwise it is refused immediately when that is not here.</summary>
    public bool Waits { get; init; } = true;

    /// <summary>
    /// Gives a value that is equal for equal questions of one audience, by which they are counted; null when it is not counted, such as a
    /// question too large to be remembered for a day.
    /// </summary>
    public Func<object>? Name { get; init; }
}
