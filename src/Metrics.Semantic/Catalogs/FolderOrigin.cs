using Metrics.Semantic.Publications;
using Npgsql;

namespace Metrics.Semantic.Catalogs;

/// <summary>The files of a project's folder as last seen. PostgreSQL describes expressions on connections of their own: a wrong one would end the snapshot's transaction.</summary>
internal sealed class FolderOrigin(FolderWatch folder, NpgsqlDataSource data) : CatalogOrigin
{
    internal override Catalog Unbound() => CatalogBinding.Bind(CatalogLoader.Load(folder.Source), [], []).Catalog;

    internal override async Task<Catalog> BindAsync(NpgsqlConnection connection, PublicationSnapshot snapshot, CancellationToken ct) =>
        (await CatalogBinding.DescribeAsync(CatalogLoader.Load(folder.Source), Tables(snapshot), data, ct)).Catalog;

    internal override async Task<Catalog?> BindAloneAsync(CancellationToken ct) =>
        folder.Source.External is null ? null : (await CatalogBinding.DescribeAsync(CatalogLoader.Load(folder.Source), [], data, ct)).Catalog;
}
