using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Engines.Postgres;
using Metrics.Refresh.State;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Npgsql;

namespace Metrics.Refresh.Catalogs;

/// <summary>The catalog that goes with the tables of a run.</summary>
/// <param name="Catalog">Texts and types to publish.</param>
/// <param name="Changed">False when exactly this is published already.</param>
/// <param name="Warnings">All that is wrong with the project's files, and which of them keep an older text.</param>
internal sealed record CatalogRelease(PublishedCatalog Catalog, bool Changed, EquatableList<DataText> Warnings)
{
    /// <summary>Files of definitions with errors: something of them is left out, or their last published text stays.</summary>
    public EquatableList<string> BrokenFiles { get; init; }

    /// <summary>The definitions as they will be, bound to the tables as they will be.</summary>
    public Catalog InForce { get; init; } = Semantic.Catalogs.Catalog.Empty;

    /// <summary>Holds the project's files against the tables as they will be once the run has published.</summary>
    /// <param name="project">The project's files.</param>
    /// <param name="keptPacks">Packs whose changed files are not to be published: their last published texts stay.</param>
    /// <param name="tables">The tables as they will be.</param>
    /// <param name="data">Where types are asked for.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<CatalogRelease> PrepareAsync(
        CatalogSource project, IReadOnlySet<string> keptPacks, IEnumerable<BuiltVersion> tables, NpgsqlDataSource data,
        CancellationToken ct) =>
        await PrepareAsync(project, keptPacks, tables, data, await ReadAsync(data, ct), mayOpen: true, ct);

    private static async Task<CatalogRelease> PrepareAsync(
        CatalogSource project, IReadOnlySet<string> keptPacks, IEnumerable<BuiltVersion> tables, NpgsqlDataSource data,
        PublishedCatalog published, bool mayOpen, CancellationToken ct)
    {
        var bindable = tables.Select(v => new BindableTable(v.Model, v.Relation, v.Columns, v.Keys) { RowsAt = v.RowsAt }).ToList();
        // A warehouse without tables stays one that nothing was published in.
        if (bindable.Count == 0)
            return new CatalogRelease(published, Changed: false, []);
        var wanted = Keeping(project, published.Source, keptPacks);
        var sorted = wanted with { SharedEntities = wanted.SharedEntities.Order(StringComparer.Ordinal).ToEquatableList() };
        var keeping = new LastTexts(sorted, published.Source, async (source, stop) =>
        {
            var draft = CatalogLoader.Load(source);
            var described = await CatalogBinding.DescribeAsync(draft, bindable, new PostgresStore(data), stop);
            return mayOpen ? described
                : CatalogBinding.Bind(draft, bindable, Known(draft, described.Types, published.Types), PostgresTypes.Map);
        });
        var (settled, bound, problems) = await keeping.SettleAsync(ct);
        // What is closed for a newer text has no types, and so stays closed where only the older one is known.
        var closed = bound.Catalog.Diagnostics.Where(d => d.Code == DiagnosticCode.PoliciesUnread && !problems.Contains(d));
        var source = settled with { Files = settled.Files.Select(f => f with { Newer = null }).ToEquatableList() };
        var catalog = new PublishedCatalog(source, bound.Types);
        return new CatalogRelease(
            catalog, catalog != published,
            [
                .. problems.Concat(closed).Select(Warning),
                .. source.Files.Where(f => f.Kept).Select(f => Kept(f, keptPacks.Contains(f.Pack))),
            ])
        {
            InForce = bound.Catalog,
            // What a golden test holds back has nothing wrong in it.
            BrokenFiles = source.Files.Where(f => f.Kept && !keptPacks.Contains(f.Pack)).Select(f => f.Path)
                .Concat(bound.Catalog.BrokenFiles.Keys).Distinct().Order(StringComparer.Ordinal).ToEquatableList(),
        };
    }

    // What is closed has no types. Why it was closed stood in a newer text, which nobody has here: it stays as it is.
    private static IEnumerable<BoundType> Known(CatalogDraft draft, IEnumerable<BoundType> described, IEnumerable<BoundType> published)
    {
        var open = published.Select(t => t.Model).ToHashSet(StringComparer.Ordinal);
        var closed = draft.Models.Select(m => m.Name).Where(m => !open.Contains(m)).ToHashSet(StringComparer.Ordinal);
        return described.Where(t => !closed.Contains(t.Model));
    }

    // A pack that was never published has nothing to keep to.
    private static CatalogSource Keeping(CatalogSource project, CatalogSource published, IReadOnlySet<string> packs)
    {
        var keeping = packs.Where(p => published.Files.Any(f => f.Pack == p)).ToHashSet();
        if (keeping.Count == 0)
            return project;
        var texts = project.Files.ToDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal);
        // A text that is held back may be about to hide something, which is not shown meanwhile.
        var kept = published.Files.Where(f => keeping.Contains(f.Pack))
            .Select(f => texts.GetValueOrDefault(f.Path) is var now && now != f.Text ? f with { Kept = true, Newer = now } : f with { Kept = false });
        var known = published.Files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var added = project.Files.Where(f => keeping.Contains(f.Pack) && !known.Contains(f.Path) && f.SpeaksOfPolicies)
            .Select(f => f with { Text = "", Kept = true, Newer = f.Text });
        return project with
        {
            Files = project.Files.Where(f => !keeping.Contains(f.Pack)).Concat(kept).Concat(added).OrderBy(f => f.Path, StringComparer.Ordinal)
                .ToEquatableList(),
        };
    }

    /// <summary>Holds the published catalog against other versions of its tables.</summary>
    public static async Task<CatalogRelease> RebindAsync(IEnumerable<BuiltVersion> tables, NpgsqlDataSource data, CancellationToken ct)
    {
        var published = await ReadAsync(data, ct);
        return await PrepareAsync(published.Source, new HashSet<string>(), tables, data, published, mayOpen: false, ct);
    }

    private static async Task<PublishedCatalog> ReadAsync(NpgsqlDataSource data, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        return await PublishedCatalog.ReadAsync(connection, ct);
    }

    // They name files, metrics and policies, some of which may be hidden: for whoever nothing is kept from.
    private static DataText Warning(Diagnostic problem) => DataText.About(
        $"catalog: {problem.Code.Title} ({problem.Code.Id})", $"catalog: {problem}", tables: default);

    private static DataText Kept(CatalogFile file, bool refused) => DataText.About(
        $"catalog: a file of definitions {(refused ? "fails a golden test" : "has errors")}; its last published text stays in force",
        $"catalog: {file.Path} {(refused ? "fails a golden test" : "has errors")}; its last published text stays in force",
            tables: default);
}
