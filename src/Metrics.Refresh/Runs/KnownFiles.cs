using Metrics.Domain;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Loading;

namespace Metrics.Refresh.Runs;

/// <summary>
/// Matches the files that a version was read from with those that exist now. A file is identified by its name and bytes together: two files
/// of equal bytes are two files. If one is gone and its bytes exist under another name, it was renamed or delivered again, and counts once.
/// </summary>
/// <param name="Kept">Files that were read, in the order they were read and under their current names, with the file if it exists.</param>
/// <param name="Fresh">Files that were not read yet.</param>
/// <param name="Changed">Files that were read and have other bytes now.</param>
/// <param name="Renamed">Old and new names.</param>
internal sealed record KnownFiles(
    IReadOnlyList<(LoadedFile File, FileContent? There)> Kept, EquatableList<FileContent> Fresh, IReadOnlyList<LoadedFile> Changed,
    IReadOnlyList<(string From, string To)> Renamed)
{
    public IReadOnlyList<LoadedFile> Gone => [.. Kept.Where(k => k.There is null).Select(k => k.File)];

    public static KnownFiles Match(EquatableList<LoadedFile> read, EquatableList<FileContent> present)
    {
        var left = present.ToList();
        var found = new FileContent?[read.Count];
        Take((file, candidate) => candidate.Name == file.Name && candidate.Fingerprint.Sha256 == file.Sha256);
        Take((file, candidate) => candidate.Fingerprint.Sha256 == file.Sha256);
        var changed = new List<LoadedFile>();
        for (var i = 0; i < read.Count; i++)
        {
            if (found[i] is null && left.Exists(p => p.Name == read[i].Name))
                changed.Add(read[i]);
        }

        var kept = read.Index().Where(r => !changed.Contains(r.Item))
            .Select(r => (found[r.Index] is { } there ? r.Item with { Name = there.Name } : r.Item, found[r.Index])).ToList();
        var renamed = read.Index().Where(r => found[r.Index] is { } there && there.Name != r.Item.Name)
            .Select(r => (r.Item.Name, found[r.Index]!.Name)).ToList();
        return new KnownFiles(kept, left.ToEquatableList(), changed, renamed);

        void Take(Func<LoadedFile, FileContent, bool> isSame)
        {
            for (var i = 0; i < read.Count; i++)
            {
                if (found[i] is null && left.FindIndex(p => isSame(read[i], p)) is var at and >= 0)
                {
                    found[i] = left[at];
                    left.RemoveAt(at);
                }
            }
        }
    }

    /// <summary>
    /// What to read so that the last file by name has the last row of each key: the new files, and those already read that sort after the
    /// first new one. They are merged in this order; the files before them stay as they are.
    /// </summary>
    /// <returns>Null when needed files are gone.</returns>
    public (EquatableList<LoadedFile> Before, EquatableList<FileContent> Files)? InOrder()
    {
        var applied = Kept.Select(k => new FilePlace(k.File.Name, k.There, k.File)).ToList();
        var wanted = applied.Concat(Fresh.Select(f => new FilePlace(f.Name, f, null))).OrderBy(f => f.Name, NaturalOrder.Instance).ToList();
        var same = wanted.Zip(applied).TakeWhile(p => ReferenceEquals(p.First, p.Second)).Count();
        if (wanted.Skip(same).All(p => p.There is not null))
            return (wanted.Take(same).Select(p => p.Read!).ToEquatableList(), wanted.Skip(same).Select(p => p.There!).ToEquatableList());

        // Earlier releases read files in the order of their arrival. If some of these files are gone, that order is kept.
        var last = applied.Select(p => p.Name).Max(NaturalOrder.Instance);
        return Fresh.All(f => NaturalOrder.Instance.Compare(f.Name, last) > 0)
            ? (applied.Select(p => p.Read!).ToEquatableList(), Fresh)
            : null;
    }

    /// <summary>A file in the order of names. Compared by reference, since two may have equal names and contents.</summary>
    private sealed class FilePlace(string name, FileContent? there, LoadedFile? read)
    {
        public string Name => name;

        public FileContent? There => there;

        public LoadedFile? Read => read;
    }
}
