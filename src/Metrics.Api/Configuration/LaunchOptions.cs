namespace Metrics.Api.Configuration;

/// <summary>
/// The command line: <c>--dev --project FOLDER</c> serves the catalog of a folder and follows its changes, instead of the published
/// catalog.
/// </summary>
/// <param name="ProjectFolder">The folder; null for the published catalog.</param>
/// <param name="Others">The remaining arguments, which the host reads.</param>
internal sealed record LaunchOptions(string? ProjectFolder, string[] Others)
{
    private const string DefaultFolder = "warehouse";

    /// <summary>The options, or one line that says what is wrong with them.</summary>
    public static (LaunchOptions Options, string? Error) Read(string[] args)
    {
        var (dev, folder, others) = (false, Environment.GetEnvironmentVariable("METRICS_PROJECT"), new List<string>());
        string? error = null;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--dev")
                dev = true;
            else if (args[i] != "--project")
                others.Add(args[i]);
            else if (++i < args.Length)
                folder = args[i];
            else
                error = "--project needs a folder";
        }

        folder = string.IsNullOrEmpty(folder) ? DefaultFolder : folder;
        if (dev && !Directory.Exists(folder))
            error ??= $"--dev: there is no folder '{folder}'; --project names the one with metrics.yml";
        return (new LaunchOptions(dev ? Path.GetFullPath(folder) : null, [.. others]), error);
    }
}
