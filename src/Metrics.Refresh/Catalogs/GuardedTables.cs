using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Projects;
using Metrics.Semantic.Catalogs;

namespace Metrics.Refresh.Catalogs;

/// <summary>Tables that policies show differently to different callers: no database role may read them whole.</summary>
internal static class GuardedTables
{
    /// <summary>The names of these tables.</summary>
    /// <param name="project">The project of the tables.</param>
    /// <param name="source">The catalog's texts.</param>
    public static HashSet<string> Of(Project project, CatalogSource source)
    {
        var draft = project.Draft(source);
        var guarded = draft.GuardedTables.ToHashSet(StringComparer.Ordinal);
        // A policy in a file with errors may apply to any table of its pack, and to those of others that the file mentions.
        var broken = draft.Diagnostics.Where(d => d.Code.Severity == DiagnosticSeverity.Error).Select(d => d.Location?.File).ToHashSet();
        guarded.UnionWith(source.Files.Where(f => broken.Contains(f.Path) && f.SpeaksOfPolicies)
            .SelectMany(f => project.Nodes.Values.Where(n => n.Pack == f.Pack || Mentions(f, n.Name)).Select(n => n.Name)));
        // One over a table that does not exist may be meant for any, and one in a file that nothing reads for any that it mentions.
        if (project.WholeCatalog.External is null && draft.UnplacedTables.Any())
            guarded.UnionWith(project.Nodes.Keys);
        guarded.UnionWith(source.Elsewhere.Where(f => draft.Diagnostics.Any(d => d.Location?.File == f.Path))
            .SelectMany(f => project.Nodes.Keys.Where(n => Mentions(f, n))));
        return guarded;
    }

    private static bool Mentions(CatalogFile file, string name) =>
        UnreadFiles.Mentions(file.Text, name, StringComparison.OrdinalIgnoreCase);
}
