using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Refreshing;

namespace Metrics.Semantic.Tests.Publications;

/// <summary>Pointers as short as a test wants to write them.</summary>
internal static class Tables
{
    public static DateTimeOffset Now { get; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static PublishedTable Table(string model, long version, params Ancestor[] ancestors) => new()
    {
        Model = model,
        Pack = "shop",
        Layer = Layer.Gold,
        Version = version,
        Publication = version,
        Relation = $"{model}_v{version}",
        RowsAt = null,
        Columns = [],
        Keys = [],
        Ancestors = ancestors.ToEquatableList(),
        AsOf = null,
        CheckedAt = Now,
        PublishedAt = Now,
        BuiltAt = Now,
        Rejected = [],
        LastAttempt = new Attempt(AttemptStatus.Published, Now, Guid.Empty, Detail: null),
        Held = false,
    };

    public static PublishedTable Tried(this PublishedTable table, AttemptStatus status, string? detail = null) =>
        table with { LastAttempt = table.LastAttempt with { Status = status, Detail = detail is null ? null : DataText.Open(detail) } };

    public static PublicationSnapshot Snapshot(params IEnumerable<PublishedTable> tables)
    {
        var all = tables.ToArray();
        return new PublicationSnapshot(all, all.Select(t => t.Publication).DefaultIfEmpty().Max(), Now);
    }
}
