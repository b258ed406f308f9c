namespace Metrics.Conformance.Comparing;

/// <summary>Whether an answer has the rows of a case: as a multiset unless their order counts, numbers within a tolerance.</summary>
internal static class RowComparison
{
    /// <summary>What differs; null for nothing.</summary>
    public static string? Differs(Expected expected, IReadOnlyList<string> columns, IReadOnlyList<Cell[]> rows, bool inOrder)
    {
        var missing = expected.Columns.Except(columns).ToList();
        if (missing.Count > 0 || columns.Count != expected.Columns.Count)
            return $"columns {string.Join(", ", columns)} instead of {string.Join(", ", expected.Columns)}";
        if (rows.Count != expected.Rows.Count)
            return $"{rows.Count} rows instead of {expected.Rows.Count}";
        var places = expected.Columns.Select(c => columns.ToList().IndexOf(c)).ToArray();
        var found = rows.Select(r => places.Select(p => r[p]).ToArray()).ToList();
        var wanted = expected.Rows;
        if (inOrder)
            return FirstDifference(wanted, found);
        // Rows with equal texts are compared among themselves, in the order of their numbers.
        var buckets = wanted.GroupBy(Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        foreach (var bucket in found.GroupBy(Key, StringComparer.Ordinal))
        {
            if (!buckets.TryGetValue(bucket.Key, out var others) || others.Count != bucket.Count())
                return $"row {Show(bucket.First())} {bucket.Count()} times instead of {(others?.Count ?? 0)}";
            if (FirstDifference(Sorted(others), Sorted(bucket)) is { } difference && Unmatched(others, [.. bucket]))
                return difference;
        }

        return null;
    }

    private static string? FirstDifference(IReadOnlyList<Cell[]> wanted, IReadOnlyList<Cell[]> found)
    {
        for (var i = 0; i < wanted.Count; i++)
        {
            if (!Same(wanted[i], found[i]))
                return $"row {Show(found[i])} instead of {Show(wanted[i])}";
        }

        return null;
    }

    // Within the tolerance the order of numbers may differ; few rows are matched one by one.
    private static bool Unmatched(List<Cell[]> wanted, List<Cell[]> found)
    {
        if (wanted.Count > 2000)
            return true;
        var left = new List<Cell[]>(wanted);
        foreach (var row in found)
        {
            var at = left.FindIndex(w => Same(w, row));
            if (at < 0)
                return true;
            left.RemoveAt(at);
        }

        return false;
    }

    private static bool Same(Cell[] a, Cell[] b) => a.Zip(b).All(p => p.First.Matches(p.Second));

    private static string Key(Cell[] row) => string.Join('\u0001', row.Select(c => c.Text ?? (c.Number is null ? "\u0002" : "\u0003")));

    private static List<Cell[]> Sorted(IEnumerable<Cell[]> rows) => [.. rows.OrderBy(r => r, Comparer<Cell[]>.Create(ByNumbers))];

    private static int ByNumbers(Cell[] a, Cell[] b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            if ((a[i].Number ?? 0).CompareTo(b[i].Number ?? 0) is var order and not 0)
                return order;
        }

        return 0;
    }

    private static string Show(Cell[] row) => $"[{string.Join(", ", row)}]";
}
