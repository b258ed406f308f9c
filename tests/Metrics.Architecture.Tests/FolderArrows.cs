using System.Text.RegularExpressions;

namespace Metrics.Architecture.Tests;

/// <summary>Which folder of a project speaks of which, by every type that their sources declare.</summary>
/// <param name="project">The project: its name begins all its namespaces.</param>
/// <param name="texts">Its sources.</param>
internal sealed partial class FolderArrows(string project, IEnumerable<string> texts)
{
    private readonly List<DeclaredTypes> _sources = [.. texts.Select(DeclaredTypes.In)];

    // By a using, by a whole name, or by a name that begins with a folder's; a text that begins with a project's name is a log's category.
    public IEnumerable<(string From, string To)> All()
    {
        // As they are named from anywhere in the project: Catalogs.Files.FileReader.
        var types = _sources.SelectMany(s => s.Names).Where(n => n.StartsWith($"{project}.", StringComparison.Ordinal))
            .Select(n => n[(project.Length + 1)..]).ToHashSet(StringComparer.Ordinal);
        var last = project[(project.LastIndexOf('.') + 1)..];
        return from source in _sources
               from name in Name().Matches(source.Text)
               let to = Target(name.Value)
               where to is not null
               from space in source.NamespacesAt(name.Index)
               select (FolderOf(space), to);

        string? Target(string name)
        {
            if (name == project || name.StartsWith($"{project}.", StringComparison.Ordinal))
                return FolderOf(name);
            // Inside of Metrics.Api, Api.Doors is Metrics.Api.Doors.
            var parts = (name.StartsWith($"{last}.", StringComparison.Ordinal) ? name[(last.Length + 1)..] : name).Split('.');
            return Enumerable.Range(2, parts.Length - 1).Any(n => types.Contains(string.Join('.', parts.Take(n)))) ? parts[0] : null;
        }
    }

    /// <summary>The folder of a namespace, or of what is in one; none for what stands in the project's own.</summary>
    public string FolderOf(string name) =>
        name.StartsWith($"{project}.", StringComparison.Ordinal) ? name[(project.Length + 1)..].Split('.')[0] : "";

    [GeneratedRegex(@"(?<!namespace |[\w.""])[A-Z]\w*(\.[A-Z]\w*)*", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
