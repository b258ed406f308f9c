using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs.Externals.Dbt;

/// <summary>Reads the dbt project that the settings name: its definitions in place, and where its tables are.</summary>
internal static class DbtReading
{
    private const string SemanticManifest = "semantic_manifest.json";

    /// <summary>The settings completed by what was read, and the files of definitions.</summary>
    /// <param name="folder">The folder of <c>metrics.yml</c>.</param>
    /// <param name="external">Its <c>external:</c> settings.</param>
    /// <param name="texts">Reads files.</param>
    public static (ExternalSchema External, EquatableList<CatalogFile> Files) Read(string folder, ExternalSchema external, KeptTexts texts)
    {
        if (external is { Manifest: null, DbtProject: null })
            return (external, []);
        var problems = new List<Diagnostic>();
        try
        {
            return Read(folder, external, texts, problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Diagnostic(DiagnosticCode.UnreadableFile, $"the dbt project cannot be read: {e.Message}", external.At));
            return (external with { Problems = problems.ToEquatableList(), IsUnread = true }, []);
        }
    }

    private static (ExternalSchema External, EquatableList<CatalogFile> Files) Read(
        string folder, ExternalSchema external, KeptTexts texts, List<Diagnostic> problems)
    {
        var manifest = external.Manifest is null ? null : Manifest(folder, external, texts, problems);
        var root = RootOf(folder, external);
        var files = EquatableList<CatalogFile>.Empty;
        string? pack = null;
        if (root is not null)
        {
            var project = new DbtFolder(folder, root, texts);
            if (project.Open(problems))
            {
                (files, pack) = (project.Files(), project.Name);
                external = external with { UnheldPolicies = project.UnheldPolicies() };
                if (external is { Manifest: null, Schema.Length: > 0 })
                    manifest = texts.Nodes(root, (external.Schema, external.Target), project, files);
                else if (external.Manifest is null)
                    (external, manifest) = Usual(folder, external, project, texts, problems);
            }
            else
                external = external with { IsUnread = true, UnheldPolicies = project.PoliciesOfText() };
        }
        else if (Path.Combine(folder, Path.GetDirectoryName(external.Manifest!) ?? "", SemanticManifest) is var beside
            && File.Exists(beside))
        {
            pack = "dbt";
            files = [new CatalogFile(Path.GetRelativePath(folder, beside).Replace('\\', '/'), pack, texts.Read(beside))];
        }
        else
        {
            problems.Add(new Diagnostic(
                DiagnosticCode.UnreadableFile,
                    $"external: no {DbtFolder.ProjectFile} is above '{external.Manifest}' and no {SemanticManifest} is next to it",
                external.At, "set where the definitions are: external: {manifest: …, dbt_project: FOLDER}"));
        }

        return (external with
        {
            Nodes = manifest?.Nodes ?? [], Database = manifest?.Database, Pack = pack, Problems = problems.ToEquatableList(),
        }, files);
    }

    /// <summary>The folder of the dbt project; null when it is not given and none is above the manifest.</summary>
    public static string? RootOf(string folder, ExternalSchema external) => external.DbtProject is { } named
        ? Path.GetFullPath(Path.Combine(folder, named))
        : external.Manifest is { } manifest ? ProjectAbove(folder, manifest) : null;

    // Looks for the manifest where dbt writes it by default.
    private static (ExternalSchema External, DbtManifest? Manifest) Usual(
        string folder, ExternalSchema external, DbtFolder project, KeptTexts texts, List<Diagnostic> problems)
    {
        var usual = external with { Manifest = project.UsualManifest };
        if (File.Exists(Path.Combine(folder, usual.Manifest)))
            return (usual, Manifest(folder, usual, texts, problems));
        problems.Add(new Diagnostic(
            DiagnosticCode.MissingKey, $"external: the schema that dbt builds into is not set, and there is no {usual.Manifest} with it",
                external.At,
            "write external: {dbt_project: …, schema: SCHEMA OF THE TARGET}, or run dbt parse"));
        return (external, null);
    }

    private static DbtManifest? Manifest(string folder, ExternalSchema external, KeptTexts texts, List<Diagnostic> problems)
    {
        var path = Path.GetFullPath(Path.Combine(folder, external.Manifest!));
        if (File.Exists(path))
            return texts.Manifest(path, text => DbtManifest.Read(external.Manifest!, text, problems));
        problems.Add(new Diagnostic(
            DiagnosticCode.UnreadableFile, $"external: there is no '{external.Manifest}'", external.At,
                "dbt parse writes it, as every other dbt command does"));
        return null;
    }

    // dbt writes the manifest into target/ of its project.
    private static string? ProjectAbove(string folder, string manifest)
    {
        for (var at = Path.GetDirectoryName(Path.GetFullPath(Path.Combine(folder,
            manifest))); at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, DbtFolder.ProjectFile)))
                return at;
        }

        return null;
    }
}
