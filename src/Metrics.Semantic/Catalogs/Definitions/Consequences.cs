using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>
/// What is left out only because it uses something that is. It is reported once for each thing with an error, at its place, so that one
/// mistake does not produce a line for each of its consequences.
/// </summary>
internal sealed class Consequences(HashSet<DefinitionKey> broken)
{
    private readonly Dictionary<DefinitionKey, DefinitionKey> _roots = [];
    private readonly List<(DefinitionKey Root, DefinitionKey Fallen, SourceLocation At)> _fallen = [];

    /// <summary>
    /// Repeats until nothing changes: a use is broken when all definitions that could serve it, or a step to it, are broken.
    /// </summary>
    public void Spread(DefinitionSet set, NameIndex names)
    {
        var uses = set.Uses.SelectMany(u => names.Needed(u)?.Where(n => n.Count > 0).Select(n => (Use: u, Served: n)) ?? []).ToList();
        var fallen = true;
        while (fallen)
        {
            fallen = false;
            foreach (var (use, served) in uses)
            {
                if (IsBroken(use.By) || !served.All(IsBroken))
                    continue;
                var root = RootOf(served[0]);
                fallen = broken.Add(use.By);
                _roots[use.By] = root;
                _fallen.Add((root, use.By, use.At));
            }
        }
    }

    /// <summary>One line for each thing with an error that causes others to be left out.</summary>
    /// <param name="causeOf">What is wrong with it.</param>
    public IEnumerable<Diagnostic> Told(Func<DefinitionKey, Diagnostic?> causeOf) =>
        from fallen in _fallen
        group fallen by fallen.Root into consequences
        let cause = causeOf(consequences.Key)
        let names = consequences.Select(f => f.Fallen.ToString()).Order(StringComparer.Ordinal).ToEquatableList()
        select new Diagnostic(
            DiagnosticCode.LeftOut, $"{consequences.Key} {What(cause)}, and what uses it is left out with it: {NameList.Of(names)}",
            cause?.Location ?? consequences.First().At)
        {
            Affects = names,
        };

    private static string What(Diagnostic? cause)
    {
        var place = cause is null ? "" : cause.Location is { } at ? $" ({cause.Code.Id} at {at})" : $" ({cause.Code.Id})";
        return cause?.Code == DiagnosticCode.LeftOut ? $"is left out{place}" : $"has an error{place}";
    }

    private DefinitionKey RootOf(DefinitionKey key)
    {
        // An element is left out because of its model, unless it has an error of its own.
        if (!broken.Contains(key) && key.Model is { } model)
            key = DefinitionKey.OfModel(model);
        return _roots.GetValueOrDefault(key, key);
    }

    private bool IsBroken(DefinitionKey key) => broken.Contains(key)
        || (key.Model is { } model && broken.Contains(DefinitionKey.OfModel(model)));
}
