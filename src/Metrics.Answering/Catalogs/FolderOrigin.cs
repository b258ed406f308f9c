using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Engine;
using Npgsql;

namespace Metrics.Answering.Catalogs;

/// <summary>
/// The files of a project's folder as last read; a file with an error keeps its last good text. The store describes expressions on separate
/// connections: a wrong expression would end the snapshot's transaction.
/// </summary>
internal sealed class FolderOrigin(FolderWatch folder, IStore store) : CatalogOrigin
{
    // Without a lock: the feed binds one snapshot after the other.
    private CatalogSource _seen = CatalogSource.Empty;
    private CatalogSource _good = CatalogSource.Empty;

    internal override Catalog Unbound() => CatalogBinding.Bind(CatalogLoader.Load(folder.Source), [], [], store.Types).Catalog;

    internal override async Task<Catalog> BindAsync(NpgsqlConnection connection, PublicationSnapshot snapshot, CancellationToken ct)
    {
        var published = await PublishedCatalog.ReadAsync(connection, ct);
        return await SettleAsync(
            Tables(snapshot), published.Source.Files.Select(f => new GoneFile(f.Path, f.Text, snapshot.Publication)).ToList(), ct);
    }

    internal override async Task<Catalog?> BindAloneAsync(CancellationToken ct) =>
        folder.Source.External is null ? null : await SettleAsync([], [], ct);

    private async Task<Catalog> SettleAsync(List<BindableTable> tables, List<GoneFile> published, CancellationToken ct)
    {
        var wanted = folder.Source;
        var there = wanted.Files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        wanted = wanted with { Gone = published.Where(f => !there.Contains(f.Path)).ToEquatableList() };
        _good = _good with { Files = Followed(wanted) };
        var texts = new LastTexts(
            wanted, _good, (source, stop) => CatalogBinding.DescribeAsync(
                CatalogLoader.Load(source, tables.Select(t => t.Model)), tables, store, stop))
        {
            Harmless = UnreadFiles.Harmless,
        };
        var settled = await texts.SettleAsync(ct);
        var wrong = settled.Bound.Catalog.Diagnostics
            .Where(d => d.Severity == DiagnosticSeverity.Error && !UnreadFiles.Harmless.Contains(d.Code) && d.Location is not null)
            .Select(d => d.Location!.Value.File).ToHashSet(StringComparer.Ordinal);
        var sound = settled.Source.Files.Where(f => !f.Kept && !wrong.Contains(f.Path)).ToList();
        var paths = sound.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        (_seen, _good) = (wanted, _good with { Files = _good.Files.Where(f => !paths.Contains(f.Path)).Concat(sound).ToEquatableList() });
        return settled.Bound.Catalog;
    }

    // The last good texts of the files that exist; a file that was moved, broken or not, keeps its last good text.
    private EquatableList<CatalogFile> Followed(CatalogSource wanted)
    {
        var there = wanted.Files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var before = _seen.Files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var left = _seen.Files.Where(f => !there.Contains(f.Path)).ToList();
        var moved = from file in wanted.Files
                    where !before.Contains(file.Path)
                    let old = left.Find(f => f.Text == file.Text)
                    let good = old is null ? null : _good.Files.FirstOrDefault(f => f.Path == old.Path)
                    where good is not null
                    select good with { Path = file.Path, Pack = file.Pack };
        return _good.Files.Where(f => there.Contains(f.Path)).Concat(moved).ToEquatableList();
    }
}
