using System.Diagnostics;

namespace Metrics.Testing;

/// <summary>Made-up files of a pack, written by the program that users make them with.</summary>
public static class PackSample
{
    // Generous: the largest takes seconds, and a busy machine many times as long.
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(6);

    /// <summary>Writes the files of a pack to a folder.</summary>
    /// <param name="pack">The pack's name.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="options">Of which size and seed: <c>--scale 0.1 --seed 7</c>, or the storefront's <c>--transactions</c>.</param>
    public static void Write(string pack, string folder, params string[] options)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(
            Repository.Root, "tools", "Metrics.Samples", "bin", output.Parent!.Name, output.Name, "Metrics.Samples.dll");
        var start = new ProcessStartInfo("dotnet", [program, pack, "--out", folder, .. options])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (said, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(_limit) || process.ExitCode != 0)
            throw new InvalidOperationException($"the sample was not made: {said.Result}{errors.Result}");
    }
}
