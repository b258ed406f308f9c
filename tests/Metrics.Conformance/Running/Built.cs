using Metrics.Testing;

namespace Metrics.Conformance.Running;

/// <summary>Programs of this checkout as they were built with this one.</summary>
internal static class Built
{
    public static string Program(string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Repository.Root, "src", project, "bin", output.Parent!.Name, output.Name, $"{project}.dll");
    }
}
