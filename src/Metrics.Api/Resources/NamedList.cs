using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Resources;

/// <summary>Pages through a list in memory that is sorted by name, optionally only items that contain a text.</summary>
internal static class NamedList
{
    public static IResult Answer<TSource, T>(
        IEnumerable<TSource> all, char list, Func<TSource, string> name, Func<TSource, IEnumerable<string?>> searched, Func<TSource, T> map,
        string? search, int? limit, string? page)
    {
        var found = Find(all, list, name, searched, search, limit, page);
        return found.Succeeded(out var part)
            ? TypedResults.Ok(ListAnswer<T>.Cut(part, limit ?? PageLimit.Default, map, s => ListToken.Write(list, name(s))))
            : Problems.Refuse(found.Diagnostics);
    }

    /// <summary>The wanted items and one more, whose presence shows that there are more.</summary>
    public static Outcome<IReadOnlyList<T>> Find<T>(
        IEnumerable<T> all, char list, Func<T, string> name, Func<T, IEnumerable<string?>> searched, string? search, int? limit,
        string? page)
    {
        if (PageLimit.Refuse(limit) is { } refused)
            return Outcome<IReadOnlyList<T>>.Refused(refused);
        var after = "";
        if (page is not null && !ListToken.TryRead(page, list, out after))
            return Outcome<IReadOnlyList<T>>.Refused(ListToken.Malformed());
        return Outcome<IReadOnlyList<T>>.Of(all
            .Where(
                s => string.IsNullOrEmpty(search) || searched(s).Any(t => t?.Contains(search, StringComparison.OrdinalIgnoreCase) == true))
            .OrderBy(name, StringComparer.Ordinal)
            .Where(s => string.CompareOrdinal(name(s), after) > 0)
            .Take((limit ?? PageLimit.Default) + 1)
            .ToList());
    }
}
