namespace Metrics.Api.Resources;

/// <summary>A part of a list, and where it goes on.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">The token to pass as <c>page</c> for the items after these; null at the end.</param>
internal sealed record ListAnswer<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>
    /// Cuts off the item beyond the limit, whose presence shows that there are more, and makes the token of the last item kept.
    /// </summary>
    public static ListAnswer<T> Cut<TSource>(
        IReadOnlyList<TSource> read, int limit, Func<TSource, T> map, Func<TSource, string> tokenAfter) =>
        new([.. read.Take(limit).Select(map)], read.Count > limit ? tokenAfter(read[limit - 1]) : null);
}
