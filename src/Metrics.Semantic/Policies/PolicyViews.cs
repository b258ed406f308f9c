using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Metrics.Domain.Access;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Policies;

/// <summary>The catalog as each standing sees it, made once for as long as the catalog is in force.</summary>
internal static class PolicyViews
{
    // Beyond that they are made anew each time: slower, never wrong.
    private const int Most = 200;

    private static readonly ConditionalWeakTable<Catalog, ConcurrentDictionary<string, Catalog>> _views = [];

    /// <summary>The catalog of a principal; the same object when no policy holds it.</summary>
    public static Catalog Of(Catalog catalog, Principal principal)
    {
        if (!catalog.HasPolicies)
            return catalog;
        var views = _views.GetOrCreateValue(catalog);
        if (views.TryGetValue(principal.Standing, out var known))
            return known;
        var made = PolicyView.Make(catalog, principal);
        return views.Count < Most ? views.GetOrAdd(principal.Standing, made) : made;
    }
}
