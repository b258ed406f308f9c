using System.Diagnostics;
using Metrics.Testing;

namespace Metrics.Api.Tests;

/// <summary>The files of a clean clone: what git tracks, and what it would if it were added now.</summary>
internal static class TrackedFiles
{
    public static IReadOnlyList<string> List()
    {
        var start = new ProcessStartInfo(
            "git", ["-c", $"safe.directory={Repository.Root}", "ls-files", "--cached", "--others", "--exclude-standard"])
        {
            UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = Repository.Root,
        };
        using var git = Process.Start(start)!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return files.Where(f => File.Exists(Path.Combine(Repository.Root, f))).ToList();
    }

    public static void CopyTo(string folder, Func<string, bool> wanted)
    {
        foreach (var file in List().Where(wanted))
        {
            var target = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(Repository.Root, file), target);
        }
    }
}
