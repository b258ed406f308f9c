using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Http;

/// <summary>Answers with a part of a list that is in memory and goes by name, perhaps only what contains a text.</summary>
internal static class NamedList
{
    public static IResult Answer<TSource, T>(
        IEnumerable<TSource> all, char list, Func<TSource, string> name, Func<TSource, IEnumerable<string?>> searched, Func<TSource, T> map,
        string? search, int? limit, string? page)
    {
        if (PageLimit.Refuse(limit) is { } refused)
            return Problems.Refuse(refused);
        var after = "";
        if (page is not null && !PageToken.TryRead(page, list, out after))
            return Problems.Refuse(PageToken.Malformed());
        var wanted = limit ?? PageLimit.Default;
        var found = all
            .Where(s => string.IsNullOrEmpty(search) || searched(s).Any(t => t?.Contains(search, StringComparison.OrdinalIgnoreCase) == true))
            .OrderBy(name, StringComparer.Ordinal)
            .Where(s => string.CompareOrdinal(name(s), after) > 0)
            .Take(wanted + 1)
            .ToList();
        return TypedResults.Ok(ListAnswer<T>.Cut(found, wanted, map, s => PageToken.Write(list, name(s))));
    }
}
