using Metrics.Domain;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Sources;
using Metrics.Refresh.State;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;

namespace Metrics.Refresh.Projects;

/// <summary>A project that can run: settings, every node by name, and the order they depend on each other in.</summary>
/// <param name="Folder">The folder of <c>metrics.yml</c>.</param>
/// <param name="Settings">What <c>metrics.yml</c> says.</param>
/// <param name="Nodes">Sources, seeds and models of every pack by name.</param>
/// <param name="Graph">Whose rows each node reads, and, for order only, what its tests look at.</param>
internal sealed record Project(string Folder, ProjectSettings Settings, IReadOnlyDictionary<string, Node> Nodes, Dag Graph)
{
    /// <summary>The semantic files as they stand; a mistake in them stops no table.</summary>
    public CatalogSource Catalog { get; init; } = CatalogSource.Empty;

    /// <summary>
    /// The same with what the API reads besides: the files of a dbt project, and where tables of others are. Its policies may be about
    /// tables of this project too, by the places of their views.
    /// </summary>
    public CatalogSource WholeCatalog { get; init; } = CatalogSource.Empty;

    /// <summary>The definitions of all of that, with this project's own tables in their places.</summary>
    public CatalogDraft Draft(CatalogSource source) => CatalogLoader.Load(source, Nodes.Keys);

    /// <summary>The tables that are read from files outside the project.</summary>
    public IReadOnlyCollection<SourceTable> SourceTables => [.. Nodes.Values.OfType<SourceNode>().Select(s => s.Table)];

    /// <summary>What it says of itself to a database that it publishes in.</summary>
    public ProjectClaim Claim => new(Settings.Name, Nodes.ContainsKey);

    /// <summary>What metrics are known to be.</summary>
    public EquatableList<GoldenTest> Golden { get; init; }
}
