using System.Globalization;
using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Policies;

namespace Metrics.Answering.Answers;

/// <summary>Builds the metadata of an answer from the tables behind it.</summary>
internal static class AnswerMetas
{
    /// <summary>The code of answers whose definitions are older than their file.</summary>
    private const string OldCatalog = "catalog";

    /// <param name="snapshot">The tables published now.</param>
    /// <param name="sight">What this caller may read about them.</param>
    /// <param name="tables">The tables at the versions read, which a page may have pinned.</param>
    /// <param name="own">
    /// The names of those that the question itself reads. Tables that only a policy reads are not named to callers whom policies restrict.
    /// </param>
    /// <param name="brokenFiles">Files of definitions behind the answer that have errors.</param>
    /// <param name="confirmed">Whether the snapshot is certain to be the latest.</param>
    /// <param name="warnings">Further warnings.</param>
    /// <param name="next">The token of the next page.</param>
    public static AnswerMeta Of(
        PublicationSnapshot snapshot, TableSight sight, EquatableList<PublishedTable> tables, IReadOnlySet<string> own,
        IEnumerable<BrokenFile> brokenFiles, bool confirmed, IEnumerable<string> warnings, string? next)
    {
        var named = sight.IsOfAll ? tables : tables.Where(t => own.Contains(t.Model)).ToEquatableList();
        var rejected = named
            .SelectMany(t => t.Rejected)
            .Distinct()
            .OrderBy(r => r.Table, StringComparer.Ordinal)
            .SelectMany(Doubts);
        var version = tables.Count == 0 ? 0 : tables.Max(t => t.Publication);
        return new AnswerMeta(
            tables.Select(t => t.AsOf).Where(t => t is not null).Min(),
            version.ToString(CultureInfo.InvariantCulture),
            [
                .. Degradation.Of(snapshot, Versioned(named)).Reasons.Select(sight.Tell),
                .. BehindPolicies(snapshot, tables, named),
                .. brokenFiles.Distinct().OrderBy(f => f.File, StringComparer.Ordinal).Select(f => Reason(sight, f)).Distinct(),
            ],
            confirmed || tables.All(t => !t.IsVersioned),
            [.. rejected, .. Degradation.WarnedTests(snapshot, Versioned(named)).Select(w => Warned(w.Table, w.Tests)), .. warnings],
            next);
    }

    private static string Warned(string table, int tests) => string.Create(
        CultureInfo.InvariantCulture, $"{tests:N0} {(tests == 1 ? "data test" : "data tests")} of {table} found something doubtful")
        + " when last run; GET /api/v1/tests?status=warned lists what";

    // Callers are still told that something is wrong, without the name of the policy's table.
    private static IEnumerable<ToldReason> BehindPolicies(
        PublicationSnapshot snapshot, EquatableList<PublishedTable> tables, EquatableList<PublishedTable> named)
    {
        if (named.Count == tables.Count)
            return [];
        var told = Degradation.Of(snapshot, Versioned(named)).Reasons.Select(r => (r.Code, r.Table)).ToHashSet();
        return Degradation.Of(snapshot, Versioned(tables)).Reasons.Where(r => !told.Contains((r.Code, r.Table)))
            .Select(r => r.Code).Distinct()
            .Select(code => new ToldReason(code, named[0].Model, "the data that decides which rows may be seen is out of date"));
    }

    private static EquatableList<PublishedTable> Versioned(EquatableList<PublishedTable> tables) =>
        tables.All(t => t.IsVersioned) ? tables : tables.Where(t => t.IsVersioned).ToEquatableList();

    private static IEnumerable<string> Doubts(RejectCount count)
    {
        if (count.Rejected > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{count.Rejected:N0} of {count.Rows:N0} rows of {count.Table} were rejected");
        }

        if (count.Twice > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{count.Twice:N0} rows of {count.Table} have a local time that the clocks showed twice; the second of the two was taken");
        }

        if (count.Absent > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"no record of {count.Table} has {count.Absent:N0} of its columns; they are null in every row");
        }
    }

    // Only callers who may see everything in a file learn its path.
    private static ToldReason Reason(TableSight sight, BrokenFile broken)
    {
        var errors = $"has errors ({broken.Problem})";
        return new ToldReason(
            OldCatalog,
            sight.Tell(DataText.About(OldCatalog, broken.File, default)),
            sight.Tell(broken.Problem is null
                // For a published text it is not known here why it is not the newest.
                ? DataText.About(
                    "definitions behind the answer are not the newest: newer ones have errors, or a golden test blocks them",
                    $"{broken.File} is not the newest: its newer text has errors, or a golden test blocks it", default)
                : broken.IsKept
                ? DataText.About(
                    "definitions behind the answer have errors; their last good text is in force",
                    $"{broken.File} {errors}; its last good text is in force", default)
                : DataText.About(
                    "some definitions that are not behind the answer have errors and are left out",
                    $"{broken.File} {errors}; the definitions with errors are left out, with what uses them", default)));
    }
}

/// <summary>A file of definitions that has errors.</summary>
/// <param name="File">Its path in the project.</param>
/// <param name="Problem">The first error's code and line; null where only the last good text is known.</param>
/// <param name="IsKept">True when the last good text is in force; false when the definitions with errors are left out.</param>
internal sealed record BrokenFile(string File, string? Problem, bool IsKept);
