using Metrics.Domain;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Sources;
using Metrics.Refresh.State;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;

namespace Metrics.Refresh.Projects;

/// <summary>A project that can run: settings, every node by name, and how nodes depend on each other.</summary>
/// <param name="Folder">The folder of <c>metrics.yml</c>.</param>
/// <param name="Settings">What <c>metrics.yml</c> says.</param>
/// <param name="Nodes">Sources, seeds and models of every pack by name.</param>
/// <param name="Graph">The nodes whose rows each node reads and, for order only, those that its tests read.</param>
internal sealed record Project(string Folder, ProjectSettings Settings, IReadOnlyDictionary<string, Node> Nodes, Dag Graph)
{
    /// <summary>The semantic files as text; an error in them does not keep any table from being built.</summary>
    public CatalogSource Catalog { get; init; } = CatalogSource.Empty;

    /// <summary>
    /// The same plus what the API also reads: the files of a dbt project, and where tables built by others are. Its policies may also
    /// apply to tables of this project, which they name by their views.
    /// </summary>
    public CatalogSource WholeCatalog { get; init; } = CatalogSource.Empty;

    /// <summary>The definitions of a source, with this project's own tables in their places.</summary>
    public CatalogDraft Draft(CatalogSource source) => CatalogLoader.Load(source, Nodes.Keys);

    /// <summary>The tables that are read from files outside the project.</summary>
    public IReadOnlyCollection<SourceTable> SourceTables => [.. Nodes.Values.OfType<SourceNode>().Select(s => s.Table)];

    /// <summary>How it identifies itself to a database into which it publishes.</summary>
    public ProjectClaim Claim => new(Settings.Name, Nodes.ContainsKey);

    /// <summary>The golden tests.</summary>
    public EquatableList<GoldenTest> Golden { get; init; }
}
