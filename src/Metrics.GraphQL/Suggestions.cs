namespace Metrics.GraphQL;

/// <summary>The end of a message about an unknown name: the known names nearest to it.</summary>
internal static class Suggestions
{
    private const int Most = 3;

    public static string For(string name, IEnumerable<string> known)
    {
        // Longer names are not typing mistakes, and the distance is quadratic in their length.
        if (name.Length > 100)
            return "";
        var limit = (name.Length * 2 / 5) + 1;
        var nearest = known
            .Where(candidate => Math.Abs(candidate.Length - name.Length) <= limit)
            .Select(candidate => (candidate, distance: Distance(name, candidate)))
            .Where(x => x.distance <= limit)
            .OrderBy(x => x.distance).ThenBy(x => x.candidate, StringComparer.Ordinal)
            .Take(Most)
            .Select(x => $"\"{x.candidate}\"")
            .ToList();
        return nearest.Count switch
        {
            0 => "",
            1 => $" Did you mean {nearest[0]}?",
            _ => $" Did you mean {string.Join(", ", nearest[..^1])} or {nearest[^1]}?",
        };
    }

    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        var current = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + cost);
            }
            (previous, current) = (current, previous);
        }
        return previous[b.Length];
    }
}
