using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Engines.Postgres;
using Metrics.Refresh.State;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Policies;
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

    /// <summary>Those of them whose last published text stays.</summary>
    public EquatableList<string> KeptFiles { get; init; }

    /// <summary>Those of these that have policies in their newer texts, so that what the policies may be about is closed.</summary>
    public EquatableList<string> ClosingFiles { get; init; }

    /// <summary>Files that are not as the project has them, since a golden test of their pack holds them back.</summary>
    public EquatableList<string> HeldFiles { get; init; }

    /// <summary>True when a definition of it is not what is published, and not only a word on why one stays as it is.</summary>
    public bool ChangesDefinitions { get; private init; }

    // Errors in newer texts, by the file.
    private EquatableList<Diagnostic> NewerErrors { get; init; }

    /// <summary>The definitions as they will be, bound to the tables as they will be.</summary>
    public Catalog InForce { get; init; } = Semantic.Catalogs.Catalog.Empty;

    /// <summary>Holds the project's files against the tables as they will be once the run has published.</summary>
    /// <param name="project">The project's files.</param>
    /// <param name="held">Packs whose changed files are not to be published, with the reason: their last published texts stay.</param>
    /// <param name="tables">The tables as they will be.</param>
    /// <param name="before">What was prepared before they were held; null at first.</param>
    /// <param name="data">Where types are asked for.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<CatalogRelease> PrepareAsync(
        CatalogSource project, IReadOnlyDictionary<string, string> held, IEnumerable<BuiltVersion> tables, CatalogRelease? before,
        NpgsqlDataSource data, CancellationToken ct)
    {
        var published = await ReadAsync(data, ct);
        var texts = Keeping(project, published.Source, held);
        // What is held back says nothing of its own errors any more.
        var errors = (before?.NewerErrors ?? []).Where(e => texts.Files.Any(f => f.Kept && f.Path == e.Location!.Value.File)).ToList();
        var withErrors = errors.Select(e => e.Location!.Value.File).ToHashSet(StringComparer.Ordinal);
        var release = await PrepareAsync(texts, errors, tables, data, published, mayOpen: true, ct);
        var back = HeldBack.Of(project, published.Source, held, withErrors).ToList();
        return release with
        {
            Warnings =
            [
                .. errors.Select(Warning), .. release.Warnings, .. back.Select(b => b.Said),
                .. Gone(published.Source, release.Catalog.Source),
                // With every change of definitions, and not again with every run.
                .. release.Changed ? KeylessRows.Of(release.InForce.Models.Values).Select(Warning) : [],
            ],
            HeldFiles = back.Select(b => b.File).ToEquatableList(),
            ChangesDefinitions = release.Changed && Said(release.Catalog.Source) != Said(published.Source),
            NewerErrors = [.. errors, .. release.NewerErrors],
        };
    }

    private static async Task<CatalogRelease> PrepareAsync(
        CatalogSource wanted, IReadOnlyList<Diagnostic> errors, IEnumerable<BuiltVersion> tables, NpgsqlDataSource data,
        PublishedCatalog published, bool mayOpen, CancellationToken ct)
    {
        var bindable = tables.Select(v => new BindableTable(v.Model, v.Relation, v.Columns, v.Keys) { RowsAt = v.RowsAt }).ToList();
        // A warehouse without tables stays one that nothing was published in.
        if (bindable.Count == 0)
            return new CatalogRelease(published, Changed: false, []);
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
        // What was kept already when this began is so for its errors, or held back for what is no fault of it.
        var held = wanted.Files.Where(f => f.Kept && !errors.Any(e => e.Location!.Value.File == f.Path)).Select(f => f.Path)
            .ToHashSet(StringComparer.Ordinal);
        var kept = settled.Files.Where(f => f.Kept && !held.Contains(f.Path)).Select(f => f.Path).ToEquatableList();
        var source = settled with { Files = settled.Files.Select(f => f with { Newer = null }).ToEquatableList() };
        var newer = problems.Where(p => p.Severity == DiagnosticSeverity.Error && kept.Contains(p.Location?.File ?? ""))
            .ToEquatableList();
        var closing = StoredClosings.Files(bound.Types).Where(kept.Contains).ToEquatableList();
        var catalog = PublishedCatalog.Of(source, bound.Types.Concat(
            StoredErrors.Write(errors.Concat(newer).Where(e => closing.Contains(e.Location!.Value.File)))));
        return new CatalogRelease(
            catalog, catalog != published,
            [
                .. problems.Concat(closed).Select(Warning),
                .. kept.Select(f => Kept(f, closing.Contains(f))),
            ])
        {
            InForce = bound.Catalog,
            BrokenFiles = kept.Concat(bound.Catalog.BrokenFiles.Keys).Distinct().Order(StringComparer.Ordinal).ToEquatableList(),
            KeptFiles = kept,
            ClosingFiles = closing,
            NewerErrors = newer,
        };
    }

    // What is closed has no types. Why it was closed stood in a newer text, which nobody has here: it stays as it is, with what is known
    // of that text.
    private static IEnumerable<BoundType> Known(CatalogDraft draft, IEnumerable<BoundType> described, IEnumerable<BoundType> published)
    {
        var open = published.Select(t => t.Model).ToHashSet(StringComparer.Ordinal);
        var closed = draft.Models.Select(m => m.Name).Where(m => !open.Contains(m)).ToHashSet(StringComparer.Ordinal);
        return described.Where(t => !closed.Contains(t.Model)).Concat(published.Where(t => t.IsOfNewerText)).Distinct();
    }

    // A pack that was never published has nothing to keep to.
    private static CatalogSource Keeping(CatalogSource project, CatalogSource published, IReadOnlyDictionary<string, string> held)
    {
        var keeping = held.Keys.Where(p => published.Files.Any(f => f.Pack == p)).ToHashSet();
        if (keeping.Count == 0)
            return project;
        var texts = project.Files.ToDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal);
        // A text that is held back may be about to hide something, which is not shown meanwhile.
        var kept = published.Files.Where(f => keeping.Contains(f.Pack))
            .Select(f => texts.GetValueOrDefault(f.Path) is var now && now != f.Text
                ? f with { Kept = true, Newer = now } : f with { Kept = false });
        var known = published.Files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var added = project.Files.Where(f => keeping.Contains(f.Pack) && !known.Contains(f.Path) && f.SpeaksOfPolicies)
            .Select(f => f with { Text = "", Kept = true, Newer = f.Text });
        return project with
        {
            Files = project.Files.Where(f => !keeping.Contains(f.Pack)).Concat(kept).Concat(added)
                .OrderBy(f => f.Path, StringComparer.Ordinal)
                .ToEquatableList(),
        };
    }

    /// <summary>Holds the published catalog against other versions of its tables.</summary>
    public static async Task<CatalogRelease> RebindAsync(IEnumerable<BuiltVersion> tables, NpgsqlDataSource data, CancellationToken ct)
    {
        var published = await ReadAsync(data, ct);
        return await PrepareAsync(published.Source, [], tables, data, published, mayOpen: false, ct);
    }

    // Without which of it is an older text, and without files of which nothing is in force.
    private static CatalogSource Said(CatalogSource source) => source with
    {
        Files = source.Files.Where(f => f is not { Kept: true, Text: "" }).Select(f => f with { Kept = false, Newer = null })
            .ToEquatableList(),
    };

    private static async Task<PublishedCatalog> ReadAsync(NpgsqlDataSource data, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        return await PublishedCatalog.ReadAsync(connection, ct);
    }

    // They name files, metrics and policies, some of which may be hidden: for whoever nothing is kept from.
    private static DataText Warning(Diagnostic problem) => DataText.About(
        $"catalog: {problem.Code.Title} ({problem.Code.Id})", $"catalog: {problem}", tables: default);

    // Deleted on purpose or not, its names are refused from now on; one that was moved as it is took them along.
    private static IEnumerable<DataText> Gone(CatalogSource published, CatalogSource now) =>
        from file in published.Files
        where now.Files.All(f => f.Path != file.Path && f.Text != file.Text)
        select DataText.About(
            "catalog: a file of definitions is gone, and what only it defined with it",
            $"catalog: {file.Path} is gone, and what only it defined with it", tables: default);

    private static DataText Kept(string path, bool closes)
    {
        var what = closes ? "its last published text stays, but what its newer policies may be about is closed"
            : "its last published text stays in force";
        return DataText.About(
            $"catalog: a file of definitions has errors; {what}", $"catalog: {path} has errors; {what}", tables: default);
    }
}
