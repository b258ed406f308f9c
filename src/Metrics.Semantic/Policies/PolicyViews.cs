using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Metrics.Domain.Access;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Policies;

/// <summary>The catalog as each standing sees it, made once and kept as long as the catalog is in use.</summary>
internal static class PolicyViews
{
    // Beyond this number the least recently used views are dropped and made again when needed: slower, never wrong.
    private const int Most = 400;

    private static readonly ConditionalWeakTable<Catalog, Views> _views = [];

    /// <summary>The catalog as a principal sees it; the same object when no policy applies.</summary>
    public static Catalog Of(Catalog catalog, Principal principal)
    {
        if (!catalog.HasPolicies)
            return catalog;
        // Administrators see the errors in definitions of closed tables; others of the same standing do not.
        var standing = (PolicyView.MayKnow(principal) ? "admin " : "") + principal.Standing;
        return _views.GetOrCreateValue(catalog).Of(standing, () => PolicyView.Make(catalog, principal));
    }

    private sealed class Views
    {
        private readonly ConcurrentDictionary<string, View> _byStanding = new(StringComparer.Ordinal);
        private long _uses;

        // Concurrent callers of one standing wait for the same view.
        public Catalog Of(string standing, Func<Catalog> make)
        {
            var view = _byStanding.GetOrAdd(standing, _ => new View(new Lazy<Catalog>(make)));
            view.LastUse = Interlocked.Increment(ref _uses);
            if (_byStanding.Count > Most)
                Prune();
            return view.Catalog.Value;
        }

        private void Prune()
        {
            foreach (var (standing, _) in _byStanding.ToArray().OrderBy(v => v.Value.LastUse).Take(Most / 4))
                _byStanding.TryRemove(standing, out _);
        }
    }

    private sealed class View(Lazy<Catalog> catalog)
    {
        public Lazy<Catalog> Catalog => catalog;

        public long LastUse { get; set; }
    }
}
