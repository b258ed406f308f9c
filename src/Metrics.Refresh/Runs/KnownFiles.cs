using Metrics.Domain;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Loading;

namespace Metrics.Refresh.Runs;

/// <summary>
/// The files that a version was read from held against those that are there. A file is known by its name and bytes together: two of equal
/// bytes that lie side by side are two files. Where one is gone and its bytes are there under another name, it was renamed or delivered
/// again, and counts once.
/// </summary>
/// <param name="Kept">Those that were read, in the order they were, by their names of now, with the file if it is still there.</param>
/// <param name="Fresh">Those that were not read yet.</param>
/// <param name="Changed">Those that were read and have other bytes now.</param>
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
    /// What to read so that the last row of a key is that of the last file by name: the files that are new, and those that were read and
    /// stand behind the first of them. All that is read is merged in its order, and what stands before it is as it was.
    /// </summary>
    /// <returns>Null when files would be needed that are gone.</returns>
    public (EquatableList<LoadedFile> Before, EquatableList<FileContent> Files)? InOrder()
    {
        var applied = Kept.Select(k => new FilePlace(k.File.Name, k.There, k.File)).ToList();
        var wanted = applied.Concat(Fresh.Select(f => new FilePlace(f.Name, f, null))).OrderBy(f => f.Name, NaturalOrder.Instance).ToList();
        var same = wanted.Zip(applied).TakeWhile(p => ReferenceEquals(p.First, p.Second)).Count();
        if (wanted.Skip(same).All(p => p.There is not null))
            return (wanted.Take(same).Select(p => p.Read!).ToEquatableList(), wanted.Skip(same).Select(p => p.There!).ToEquatableList());

        // Versions of earlier releases were read in the order in which files came. Where some of them are gone that stays as it is.
        var last = applied.Select(p => p.Name).Max(NaturalOrder.Instance);
        return Fresh.All(f => NaturalOrder.Instance.Compare(f.Name, last) > 0)
            ? (applied.Select(p => p.Read!).ToEquatableList(), Fresh)
            : null;
    }

    /// <summary>A file in the order of names; compared by identity, since two may be of one name and one content.</summary>
    private sealed class FilePlace(string name, FileContent? there, LoadedFile? read)
    {
        public string Name => name;

        public FileContent? There => there;

        public LoadedFile? Read => read;
    }
}
