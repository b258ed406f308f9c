namespace Metrics.Samples.Subscriptions.Truths;

/// <summary>Sums by a word for each group.</summary>
internal sealed class Sums<TKey>
    where TKey : notnull
{
    private readonly SortedDictionary<TKey, SortedDictionary<string, decimal>> _groups = [];

    public IEnumerable<TKey> Groups => _groups.Keys;

    public void Add(TKey group, string what, decimal much = 1)
    {
        if (!_groups.TryGetValue(group, out var sums))
            _groups[group] = sums = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        sums[what] = sums.GetValueOrDefault(what) + much;
    }

    public decimal Of(TKey group, string what) => _groups.TryGetValue(group, out var sums) && sums.TryGetValue(what, out var sum) ? sum : 0;
}
