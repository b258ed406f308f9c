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

/// <summary>The catalog to publish with the tables of a run.</summary>
/// <param name="Catalog">Texts and types to publish.</param>
/// <param name="Changed">False when exactly this is published already.</param>
/// <param name="Warnings">All problems in the project's files, and which files keep an older text.</param>
internal sealed record CatalogRelease(PublishedCatalog Catalog, bool Changed, EquatableList<DataText> Warnings)
{
    /// <summary>Definition files with errors: parts of them are left out, or their last published text stays in force.</summary>
    public EquatableList<string> BrokenFiles { get; init; }

    /// <summary>Broken files whose last published text stays in force.</summary>
    public EquatableList<string> KeptFiles { get; init; }

    /// <summary>Kept files whose newer text has policies: everything that these may apply to is closed.</summary>
    public EquatableList<string> ClosingFiles { get; init; }

    /// <summary>Files not published as the project has them, because a golden test of their pack holds them back.</summary>
    public EquatableList<string> HeldFiles { get; init; }

    /// <summary>True when definitions differ from the published ones, not only the record of which texts are kept.</summary>
    public bool ChangesDefinitions { get; private init; }

    // Errors in the newer texts of kept files.
    private EquatableList<Diagnostic> NewerErrors { get; init; }

    /// <summary>The definitions that will be in force, bound to the tables that will be published.</summary>
    public Catalog InForce { get; init; } = Semantic.Catalogs.Catalog.Empty;

    /// <summary>Binds the project's files to the tables as they will be after the run has published.</summary>
    /// <param name="project">The project's files.</param>
    /// <param name="held">Packs whose changed files are held back, with the reason: their last published texts stay in force.</param>
    /// <param name="tables">The tables as they will be.</param>
    /// <param name="before">The release prepared before these packs were held back; null the first time.</param>
    /// <param name="data">The database that determines types.</param>
    /// <param name="ct">Cancels the preparation.</param>
    public static async Task<CatalogRelease> PrepareAsync(
        CatalogSource project, IReadOnlyDictionary<string, string> held, IEnumerable<BuiltVersion> tables, CatalogRelease? before,
        NpgsqlDataSource data, CancellationToken ct)
    {
        var published = await ReadAsync(data, ct);
        var texts = Keeping(project, published.Source, held);
        // Held-back texts are not read again, so their errors are taken over from the earlier preparation.
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
                // Reported when definitions change, not with every run.
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
        // Without tables nothing is published, not even a catalog.
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
        // What a newer text closes has no stored types, so it also stays closed where only the older text is known.
        var closed = bound.Catalog.Diagnostics.Where(d => d.Code == DiagnosticCode.PoliciesUnread && !problems.Contains(d));
        // A file kept from the start has errors, or is held back through no fault of its own and does not count as broken.
        var held = wanted.Files.Where(f => f.Kept && !errors.Any(e => e.Location!.Value.File == f.Path)).Select(f => f.Path)
            .ToHashSet(StringComparer.Ordinal);
        var kept = settled.Files.Where(f => f.Kept && !held.Contains(f.Path)).Select(f => f.Path).ToEquatableList();
        // What else is in the folder matters to what is closed, which is stored, and is not published.
        var source = settled with
        {
            Files = settled.Files.Select(f => f with { Newer = null }).ToEquatableList(), Elsewhere = [], Planned = null,
        };
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

    // Closed models have no published types. The newer text that closed them is not available here, so they stay closed, and what is stored
    // about that text is kept.
    private static IEnumerable<BoundType> Known(CatalogDraft draft, IEnumerable<BoundType> described, IEnumerable<BoundType> published)
    {
        var open = published.Select(t => t.Model).ToHashSet(StringComparer.Ordinal);
        var closed = draft.Models.Select(m => m.Name).Where(m => !open.Contains(m)).ToHashSet(StringComparer.Ordinal);
        return described.Where(t => !closed.Contains(t.Model)).Concat(published.Where(t => t.IsOfNewerText)).Distinct();
    }

    // A pack that was never published has no older texts to keep.
    private static CatalogSource Keeping(CatalogSource project, CatalogSource published, IReadOnlyDictionary<string, string> held)
    {
        var keeping = held.Keys.Where(p => published.Files.Any(f => f.Pack == p)).ToHashSet();
        if (keeping.Count == 0)
            return project;
        var texts = project.Files.ToDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal);
        // A held-back text may be meant to hide something, so what it may hide is closed meanwhile.
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

    /// <summary>Binds the published catalog to other versions of its tables.</summary>
    public static async Task<CatalogRelease> RebindAsync(IEnumerable<BuiltVersion> tables, NpgsqlDataSource data, CancellationToken ct)
    {
        var published = await ReadAsync(data, ct);
        return await PrepareAsync(published.Source, [], tables, data, published, mayOpen: false, ct);
    }

    // The texts in force, without marks of which are older, and without files that have no text in force.
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

    // The detail names files, metrics and policies, some of them perhaps hidden, so it is for callers from whom nothing is hidden.
    private static DataText Warning(Diagnostic problem) => DataText.About(
        $"catalog: {problem.Code.Title} ({problem.Code.Id})", $"catalog: {problem}", tables: default);

    // Names defined only in a deleted file are refused from now on, intended or not. A file that moved unchanged is not gone.
    private static IEnumerable<DataText> Gone(CatalogSource published, CatalogSource now) =>
        from file in published.Files
        where now.Files.All(f => f.Path != file.Path && f.Text != file.Text)
        select DataText.About(
            "catalog: a file of definitions is gone, and what only it defined with it",
            $"catalog: {file.Path} is gone, and what only it defined with it", tables: default);

    private static DataText Kept(string path, bool closes)
    {
        var what = closes ? "its last published text stays, but tables that its newer policies may apply to are closed"
            : "its last published text stays in force";
        return DataText.About(
            $"catalog: a file of definitions has errors; {what}", $"catalog: {path} has errors; {what}", tables: default);
    }
}

/// <summary>
/// Reports which files stay as they were published because a golden test of their pack holds them back. It is not known which of them
/// causes the wrong answer, if any, so none is called wrong.
/// </summary>
internal static class HeldBack
{
    /// <param name="project">The project's files.</param>
    /// <param name="published">The published files.</param>
    /// <param name="held">Packs that are held back, with the reason.</param>
    /// <param name="withErrors">Files with errors of their own, which are reported elsewhere.</param>
    public static IEnumerable<(string File, DataText Said)> Of(
        CatalogSource project, CatalogSource published, IReadOnlyDictionary<string, string> held, IReadOnlySet<string> withErrors)
    {
        var (now, before) = (Texts(project), Texts(published));
        return
            from path in now.Keys.Union(before.Keys).Order(StringComparer.Ordinal)
            where !withErrors.Contains(path)
            let file = now.GetValueOrDefault(path)
            let older = before.GetValueOrDefault(path)
            where held.ContainsKey((file ?? older)!.Pack) && published.Files.Any(f => f.Pack == (file ?? older)!.Pack)
            where file?.Text != older?.Text
            select (path, Words(path, older is null ? "is new, and not published"
                : $"{(file is null ? "is deleted" : "has changed")}, and stays as it was published", held[(file ?? older)!.Pack]));
    }

    private static Dictionary<string, CatalogFile> Texts(CatalogSource source) =>
        source.Files.ToDictionary(f => f.Path, StringComparer.Ordinal);

    // Names of files and golden tests may reveal what is hidden, so the detail is for callers from whom nothing is hidden.
    private static DataText Words(string path, string what, string why) => DataText.About(
        $"catalog: a file of definitions {what}: a golden test of its pack blocks it", $"catalog: {path} {what}: {why}",
        tables: default);
}
