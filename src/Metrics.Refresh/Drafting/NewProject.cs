using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Loading;
using Metrics.Refresh.Projects;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;

namespace Metrics.Refresh.Drafting;

/// <summary>What a run would say of a project.</summary>
internal sealed record Tried(EquatableList<Diagnostic> Said);

/// <summary>A new project with the texts of its files by name. It is written whole or not at all.</summary>
internal sealed record NewProject(string Name, EquatableList<(string File, string Text)> Files)
{
    // The name of the project that ships. It is taken, since a database is identified by its project's name.
    private const string Shipped = "warehouse";

    /// <summary>The default name of a project in a folder: the folder's name, or its parent folder's if that is taken.</summary>
    public static string NameIn(string folder)
    {
        var own = Path.GetFileName(folder);
        return RefuseName(own) is not null && Path.GetFileName(Path.GetDirectoryName(folder)) is { Length: > 0 } parent ? parent : own;
    }

    /// <summary>Why a project cannot have this name; null when it can.</summary>
    public static Diagnostic? RefuseName(string name) => string.Equals(name, Shipped, StringComparison.OrdinalIgnoreCase)
        ? new Diagnostic(
            DiagnosticCode.ProjectNameTaken,
            $"'{name}' is the name of the project that is shipped, and a database is identified by its project's name",
            Hint: "give another with --name")
        : null;

    /// <summary>Why a project cannot be written to a folder; null when it can.</summary>
    public static Diagnostic? Refuse(string folder)
    {
        if (File.Exists(folder))
            return new Diagnostic(DiagnosticCode.FolderTaken, $"'{folder}' is a file", Hint: "name a folder that does not exist yet");
        return Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
            ? new Diagnostic(
                DiagnosticCode.FolderTaken, $"'{folder}' is not empty, and nothing in it is overwritten",
                Hint: "name a folder that does not exist yet; data stay where they are: --from names their folder. To add a table to a "
                    + "project, draft it in another folder and copy its part of sources.yml, its gold model and its semantic model")
            : null;
    }

    /// <summary>Writes the project beside the folder, validates it there, and moves it into place.</summary>
    /// <returns>What a run would say of it; refused, with nothing written, when it is not valid.</returns>
    public async Task<Outcome<Tried>> WriteAsync(string folder, Func<string, string?> environment, CancellationToken ct)
    {
        if (Refuse(folder) is { } taken)
            return Outcome<Tried>.Refused(taken);
        var parent = Path.GetDirectoryName(folder) ?? "/";
        try
        {
            Directory.CreateDirectory(parent);
            var beside = Path.Combine(parent, $".{Path.GetFileName(folder)}.{Guid.CreateVersion7():N}");
            try
            {
                foreach (var (file, text) in Files)
                {
                    var path = Path.Combine(beside, file);
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    await File.WriteAllTextAsync(path, text, ct);
                }

                var tried = await TryAsync(beside, environment, ct);
                if (!tried.Succeeded(out _))
                    return tried;
                if (Directory.Exists(folder))
                    Fill(folder, beside);
                else
                    Directory.Move(beside, folder);
                return tried;
            }
            finally
            {
                if (Directory.Exists(beside))
                    Directory.Delete(beside, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Outcome<Tried>.Refused(new Diagnostic(
                DiagnosticCode.FolderTaken, $"'{folder}' cannot be written: {e.Message}", Hint: "name a folder where you may write"));
        }
    }

    // An existing folder is filled, not replaced: it may be someone's current directory, or have been given permissions.
    private static void Fill(string folder, string beside)
    {
        var moved = new List<string>();
        try
        {
            // Folders move before files, so that metrics.yml makes it a project only when they are there.
            foreach (var entry in Directory.GetFileSystemEntries(beside).OrderBy(e => Directory.Exists(e) ? 0 : 1).ToList())
            {
                var to = Path.Combine(folder, Path.GetFileName(entry));
                if (Directory.Exists(entry))
                    Directory.Move(entry, to);
                else
                    File.Move(entry, to);
                moved.Add(to);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            foreach (var path in moved)
            {
                if (Directory.Exists(path))
                    Directory.Delete(path, recursive: true);
                else
                    File.Delete(path);
            }

            throw;
        }
    }

    private static async Task<Outcome<Tried>> TryAsync(
        string folder, Func<string, string?> environment, CancellationToken ct)
    {
        var loaded = ProjectLoader.Load(folder, environment);
        if (!loaded.Succeeded(out var project))
            return Outcome<Tried>.Refused(loaded.Diagnostics);
        var said = new List<Diagnostic>();
        var source = CatalogFolder.Read(folder);
        if (source.External is null)
        {
            var draft = CatalogLoader.Load(source, project.Nodes.Keys.ToHashSet(StringComparer.Ordinal));
            said.AddRange(draft.Issues.Select(i => i.Diagnostic));
            if (said.Exists(d => d.Severity == DiagnosticSeverity.Error))
                return Outcome<Tried>.Refused(said);
        }

        foreach (var node in project.Nodes.Values.OfType<SourceNode>())
            said.AddRange(await SourceTrial.RunAsync(node.Table, TableDraft.MostRows, ct));
        return Outcome<Tried>.Of(new Tried(said.ToEquatableList()));
    }
}
