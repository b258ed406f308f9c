using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Metrics.Domain;
using Metrics.Domain.Refreshing;

namespace Metrics.Answering.Publications;

/// <summary>All pointers at one instant of the database; a query takes its tables from one snapshot.</summary>
public sealed class PublicationSnapshot
{
    private readonly FrozenDictionary<string, PublishedTable> _tables;

    /// <summary>A snapshot of these tables.</summary>
    public PublicationSnapshot(IEnumerable<PublishedTable> tables, long publication, DateTimeOffset takenAt)
    {
        _tables = tables.ToFrozenDictionary(t => t.Model, StringComparer.Ordinal);
        Tables = _tables.Values.OrderBy(t => t.Model, StringComparer.Ordinal).ToEquatableList();
        (Publication, TakenAt) = (publication, takenAt);
    }

    /// <summary>The snapshot of a warehouse where nothing was published.</summary>
    public static PublicationSnapshot Nothing { get; } = new([], 0, default);

    /// <summary>Every published table, by model name.</summary>
    public EquatableList<PublishedTable> Tables { get; }

    /// <summary>The highest publication committed when the snapshot was taken.</summary>
    public long Publication { get; }

    /// <summary>When reading it began: nothing published before this instant is missing.</summary>
    public DateTimeOffset TakenAt { get; }

    /// <summary>The pointer of a model, if it is published.</summary>
    public bool TryGet(string model, [NotNullWhen(true)] out PublishedTable? table) => _tables.TryGetValue(model, out table);

    /// <summary>The pointers of models that are known to be published.</summary>
    /// <exception cref="ArgumentException">One of them is not.</exception>
    public EquatableList<PublishedTable> Of(IEnumerable<string> models) => models.Distinct(StringComparer.Ordinal)
        .Select(m => TryGet(m, out var table) ? table : throw new ArgumentException($"'{m}' is not published", nameof(models)))
        .ToEquatableList();

    /// <summary>The data version of a set of models: the highest publication among their pointers, as a decimal string.</summary>
    public string DataVersion(IEnumerable<string> models) => $"{Of(models).Select(t => t.Publication).DefaultIfEmpty().Max()}";

    /// <summary>The oldest source extraction behind a set of models; null when no source is behind any.</summary>
    public DateTimeOffset? AsOf(IEnumerable<string> models) => Of(models).Min(t => t.AsOf);

    /// <summary>
    /// This snapshot, with the older one's object for every unchanged pointer; the older snapshot itself when nothing changed.
    /// </summary>
    internal PublicationSnapshot Reusing(PublicationSnapshot? older)
    {
        if (older is null)
            return this;
        var reused = Tables.Select(t => older.TryGet(t.Model, out var same) && same == t ? same : t).ToArray();
        var unchanged = Publication == older.Publication && reused.Length == older.Tables.Count
            && reused.Zip(older.Tables).All(x => ReferenceEquals(x.First, x.Second));
        return unchanged ? older : new PublicationSnapshot(reused, Publication, TakenAt);
    }
}
