using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Projects;
using Metrics.Testing;

namespace Metrics.Refresh.Tests;

/// <summary>A project in a temporary folder, written file by file.</summary>
internal sealed class ProjectFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("metrics-project-").FullName;

    /// <summary>The project that ships, with one of its packs and the calendar.</summary>
    public static void CopyWarehouse(ProjectFolder to, string pack = "storefront") => ShippedProject.Copy(pack, to.Path);

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
