using System.Runtime.InteropServices;

namespace Metrics.Samples.Greenery;

/// <summary>Sums by name and up to two keys.</summary>
internal sealed class Tally
{
    private readonly Dictionary<(string What, string? First, string? Second), decimal> _sums = [];

    public void Add(string what, decimal amount = 1, string? first = null, string? second = null) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_sums, (what, first, second), out _) += amount;

    /// <summary>The sum; zero when nothing was added.</summary>
    public decimal this[string what, string? first = null, string? second = null] => _sums.GetValueOrDefault((what, first, second));

    /// <summary>Whether anything was added.</summary>
    public bool Has(string what, string? first = null, string? second = null) => _sums.ContainsKey((what, first, second));

    /// <summary>The keys of a sum in their order: by code unit, nothing last.</summary>
    public List<(string? First, string? Second)> Keys(params string[] whats) => _sums.Keys
        .Where(k => whats.Contains(k.What))
        .Select(k => (k.First, k.Second))
        .Distinct()
        .OrderBy(k => k.First is null).ThenBy(k => k.First, StringComparer.Ordinal)
        .ThenBy(k => k.Second is null).ThenBy(k => k.Second, StringComparer.Ordinal)
        .ToList();
}
