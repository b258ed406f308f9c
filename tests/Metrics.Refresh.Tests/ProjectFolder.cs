using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Projects;
using Metrics.Testing;

namespace Metrics.Refresh.Tests;

/// <summary>A project in a temporary folder, written file by file.</summary>
internal sealed class ProjectFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("metrics-project-").FullName;

    /// <summary>A copy of the project that ships.</summary>
    public static void CopyWarehouse(ProjectFolder to)
    {
        var warehouse = System.IO.Path.Combine(Repository.Root, "warehouse");
        foreach (var file in Directory.GetFiles(warehouse, "*", SearchOption.AllDirectories))
            to.Write(System.IO.Path.GetRelativePath(warehouse, file), File.ReadAllText(file));
    }

    public Dictionary<string, string> Environment { get; } = [];

    public ProjectFolder() => Write("metrics.yml", "name: test\n");

    public ProjectFolder Write(string file, string text)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    public Outcome<Project> Load() => ProjectLoader.Load(Path, Environment.GetValueOrDefault);

    public IReadOnlyList<string> Problems() => Load().Diagnostics.Select(d => d.ToString()).ToList();

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
