using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Loading;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Runs;
using Metrics.Refresh.Sources;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Rollbacks;

/// <summary>What a rollback does to growing sources: cursors go back with the versions, so files read since are due again.</summary>
/// <param name="There">Files that can be read again.</param>
/// <param name="Gone">Files whose rows would be lost, as refusals that name them.</param>
internal sealed record FilesDueAgain(EquatableList<OwedFile> There, EquatableList<Diagnostic> Gone)
{
    private const int Named = 5;

    public static async Task<FilesDueAgain> FindAsync(
        RollbackPlan plan, IReadOnlyDictionary<string, CurrentVersion> current, Project project, CancellationToken ct)
    {
        var (there, gone) = (new List<OwedFile>(), new List<Diagnostic>());
        var moved = plan.Restored.Select(r => (r.Model, Version: (BuiltVersion?)r))
            .Concat(plan.Retired.Select(r => (Model: r, Version: (BuiltVersion?)null)));
        foreach (var (model, version) in moved)
        {
            var read = SourceLoad.ReadCursor(version);
            var kept = read.Select(f => f.Sha256).ToList();
            // Of two files with equal bytes, one may have been read before and the other after.
            var due = SourceLoad.ReadCursor(current.GetValueOrDefault(model)?.Built).Where(f => !kept.Remove(f.Sha256))
                .Select(f => new OwedFile(model, f.Name, f.Sha256)).ToList();
            // A table that the project no longer reads file by file, or at all, has no files due.
            if (due.Count == 0 || TableOf(project.Nodes.GetValueOrDefault(model)) is not { Load: LoadMode.AppendNewFiles } table)
                continue;
            var (missing, why) = await MissingAsync(table, read, due, ct);
            there.AddRange(due.Except(missing));
            if (missing.Count > 0)
                gone.Add(Lost(table, missing, why));
        }

        return new FilesDueAgain(there.ToEquatableList(), gone.ToEquatableList());
    }

    // Files are identified by their bytes. Most keep their names, so these are hashed first, and all files only if some are still missing.
    private static async Task<(List<OwedFile> Missing, string? Why)> MissingAsync(
        SourceTable table, EquatableList<LoadedFile> kept, List<OwedFile> due, CancellationToken ct)
    {
        var missing = due.ToList();
        string? why = null;
        try
        {
            foreach (var (name, path) in SourceFiles.Find(table).Where(f => due.Exists(d => d.Name == f.Name)))
            {
                var sha256 = (await SourceContent.FingerprintAsync(table.At(path), ct)).Sha256;
                missing.RemoveAll(m => m.Name == name && m.Sha256 == sha256);
            }

            if (missing.Count > 0)
            {
                // A file that the restored version holds is not the one that is due, even if its bytes are equal.
                var others = KnownFiles.Match(kept, (await SourceContent.LookAsync(table, ct)).Files).Fresh
                    .Where(f => !due.Exists(d => d.Name == f.Name && d.Sha256 == f.Fingerprint.Sha256))
                    .Select(f => f.Fingerprint.Sha256).ToList();
                missing.RemoveAll(m => others.Remove(m.Sha256));
            }
        }
        catch (SourceException e)
        {
            why = e.Diagnostic.Message;
        }

        return (missing.OrderBy(f => f.Name, StringComparer.Ordinal).ToList(), why);
    }

    private static Diagnostic Lost(SourceTable table, List<OwedFile> missing, string? why)
    {
        var names = string.Join(", ", missing.Take(Named).Select(f => $"'{f.Name}'")) + (missing.Count > Named ? ", …" : "");
        var reason = why is null ? "" : $" ({why})";
        return new Diagnostic(
            DiagnosticCode.HistoryAtRisk,
            $"'{table.Model}' would have to read {missing.Count} files again that are missing or have changed since: {names}{reason}",
            table.Location, "put them back first, or give up their rows with --discard-history");
    }

    private static SourceTable? TableOf(Node? node) => node switch
    {
        SourceNode source => source.Table,
        SeedNode seed => seed.Table,
        _ => null,
    };
}
