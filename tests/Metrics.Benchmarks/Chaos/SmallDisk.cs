using System.Diagnostics;

namespace Metrics.Benchmarks.Chaos;

/// <summary>A disk of its own in memory, so that it can be filled to the brim; only root may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _filler;

    private SmallDisk(string folder) => (Folder, _filler) = (folder, Path.Combine(folder, "filler"));

    public string Folder { get; }

    /// <summary>Null, and said aloud, where this user may not mount.</summary>
    public static SmallDisk? Mount(string folder, long megabytes)
    {
        if (Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder))
            return new SmallDisk(folder);
        Console.WriteLine("LEFT OUT: the full disk. Only root may mount the small disk that it takes; run this as root to see it.");
        return null;
    }

    /// <summary>Takes all space but a little.</summary>
    public void Fill(long bytesLeft)
    {
        var free = new DriveInfo(Folder).AvailableFreeSpace - bytesLeft;
        if (free > 0)
            Run("fallocate", "-l", $"{free}", _filler);
    }

    public void Empty() => File.Delete(_filler);

    public void Dispose() => Run("umount", "-l", Folder);

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
