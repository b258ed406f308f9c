namespace Metrics.Domain.Diagnostics;

/// <summary>Finds the known names a mistyped one probably meant.</summary>
public static class NearestNames
{
    // The distance takes time proportional to both lengths, and longer names are attacks, not typing errors.
    private const int Longest = 200;

    // The edits that the part after the entities may always have.
    private const int LeastOwn = 3;

    // The separator between an entity and a name that belongs to it.
    private const string Behind = "__";

    /// <summary>
    /// Up to three known names. First those that add only entities before the name (<c>store__country</c> for <c>country</c>), then those
    /// within a third of its length in edits, nearest first, ties by name, if the part after the entities is near too, and last those with
    /// another entity (<c>shop__country</c> for <c>store__country</c>). Case makes no difference. None for an empty or overlong name.
    /// </summary>
    public static EquatableList<string> To(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > Longest)
            return [];
        var limit = Math.Max(1, name.Length / 3);
        return known
            .Distinct()
            .Select(candidate => (candidate, distance: Away(name, candidate, limit)))
            .Where(x => x.distance <= limit)
            .OrderBy(x => x.distance).ThenBy(x => x.candidate, StringComparer.Ordinal)
            .Take(3)
            .Select(x => x.candidate)
            .ToEquatableList();
    }

    // First names that differ only in case, then those after entities, then by edits.
    private static int Away(string name, string candidate, int limit) =>
        name.Equals(candidate, StringComparison.OrdinalIgnoreCase) ? -1
            : IsBehindEntities(name, candidate) ? 0
            : Distance(name, candidate, limit) is var edits && edits > limit ? IsBehindAnother(name, candidate) ? limit : edits
            : IsOtherwiseNamed(name, candidate) ? int.MaxValue : edits;

    // sale__date is near to sale__price only because their entity is the same.
    private static bool IsOtherwiseNamed(string name, string candidate)
    {
        var (own, other) = (Own(name), Own(candidate));
        if (own.Length == name.Length || other.Length == candidate.Length)
            return false;
        var limit = Math.Max(LeastOwn, own.Length / 2);
        return Distance(own, other, limit) > limit;
    }

    private static string Own(string name) =>
        name.LastIndexOf(Behind, StringComparison.Ordinal) is > 0 and var at ? name[(at + Behind.Length)..] : name;

    // A caller may know a column without knowing the name of its entity.
    private static bool IsBehindAnother(string name, string candidate) =>
        name.IndexOf(Behind, StringComparison.Ordinal) is > 0 and var at && name[(at + Behind.Length)..] is { Length: > 1 } own
        && (IsBehindEntities(own, candidate) || own.Equals(candidate, StringComparison.OrdinalIgnoreCase));

    private static bool IsBehindEntities(string name, string candidate) =>
        candidate.Length > name.Length + Behind.Length && candidate.EndsWith(name, StringComparison.OrdinalIgnoreCase)
        && candidate.AsSpan(0, candidate.Length - name.Length).EndsWith(Behind, StringComparison.Ordinal);

    // Optimal string alignment: insertions, deletions, replacements and swapped neighbours count one each.
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit)
            return int.MaxValue;
        var (before, last, row) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
