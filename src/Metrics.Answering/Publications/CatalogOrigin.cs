using Metrics.Domain;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Npgsql;

namespace Metrics.Answering.Publications;

/// <summary>Where definitions come from, and how they are bound to published tables.</summary>
public abstract class CatalogOrigin
{
    private protected CatalogOrigin()
    {
    }

    /// <summary>No definitions at all.</summary>
    public static CatalogOrigin None { get; } = new Nowhere();

    /// <summary>What was published with the tables.</summary>
    public static CatalogOrigin Published() => new Publication();

    /// <summary>The catalog while no table is known.</summary>
    internal abstract Catalog Unbound();

    /// <summary>The catalog that fits a snapshot.</summary>
    /// <param name="connection">A connection in the transaction that the snapshot was read in.</param>
    /// <param name="snapshot">The tables.</param>
    /// <param name="ct">Ends the wait.</param>
    internal abstract Task<Catalog> BindAsync(NpgsqlConnection connection, PublicationSnapshot snapshot, CancellationToken ct);

    /// <summary>The catalog that will fit a snapshot of what is about to be published.</summary>
    /// <param name="connection">A connection in the transaction that the snapshot was read in.</param>
    /// <param name="snapshot">The tables as they will be.</param>
    /// <param name="published">The definitions about to be published with them; null when they do not change.</param>
    /// <param name="ct">Ends the wait.</param>
    internal virtual Task<Catalog> BindAsync(
        NpgsqlConnection connection, PublicationSnapshot snapshot, PublishedCatalog? published, CancellationToken ct) =>
        BindAsync(connection, snapshot, ct);

    /// <summary>The catalog over plain tables, when it has any and nothing is published; null when it needs publications.</summary>
    internal virtual Task<Catalog?> BindAloneAsync(CancellationToken ct) => Task.FromResult<Catalog?>(null);

    private protected static List<BindableTable> Tables(PublicationSnapshot snapshot) => [.. snapshot.Tables.Select(BindableTable.Of)];

    private sealed class Nowhere : CatalogOrigin
    {
        internal override Catalog Unbound() => Catalog.Empty;

        internal override Task<Catalog> BindAsync(NpgsqlConnection connection, PublicationSnapshot snapshot, CancellationToken ct) =>
            Task.FromResult(Catalog.Empty);
    }

    // Texts, types and pointers of one publication: all are read in one transaction.
    private sealed class Publication : CatalogOrigin
    {
        // Nearly every publication has the definitions of the one before, over tables of the same columns and keys. Parsing and binding
        // them again would keep a core busy just when all callers ask again.
        private volatile Bound? _last;

        internal override Catalog Unbound() => Catalog.Empty;

        internal override Task<Catalog> BindAsync(NpgsqlConnection connection, PublicationSnapshot snapshot, CancellationToken ct) =>
            BindAsync(connection, snapshot, published: null, ct);

        internal override async Task<Catalog> BindAsync(
            NpgsqlConnection connection, PublicationSnapshot snapshot, PublishedCatalog? published, CancellationToken ct)
        {
            published ??= await PublishedCatalog.ReadAsync(connection, ct);
            // Without what changes with every version, so that none of it can get into the kept catalog.
            var tables = Tables(snapshot).Select(t => t with { Relation = t.Model, RowsAt = null })
                .OrderBy(t => t.Model, StringComparer.Ordinal).ToEquatableList();
            if (_last is { } last && last.Published == published && last.Tables == tables)
                return last.Catalog;
            var draft = CatalogLoader.Load(published.Source);
            var catalog = CatalogBinding.Bind(draft, tables, published.Types, PostgresTypes.Map).Catalog;
            _last = new Bound(published, tables, catalog);
            return catalog;
        }

        private sealed record Bound(PublishedCatalog Published, EquatableList<BindableTable> Tables, Catalog Catalog);
    }
}
