using System.Globalization;
using Metrics.Refresh.Sql;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Materializations;

/// <summary>How a version's rows are read: all rows of its own relation, or its visible rows in a relation of many versions.</summary>
internal static class RowsAt
{
    /// <summary>The version that wrote a row.</summary>
    public const string From = "_v_from";

    /// <summary>The version that ended a row; null while it has not been ended.</summary>
    public const string To = "_v_to";

    /// <summary>SQL for FROM, with only the version's own columns.</summary>
    public static string Of(BuiltVersion version) => version.RowsAt is { } at
        ? $"(select {Columns(version)} from {SqlSpelling.Stored(version.Relation)} where {Visible(at)})"
        : SqlSpelling.Stored(version.Relation);

    /// <summary>The same for a version that is alone in its relation: no row is filtered out, so index-only scans are possible.</summary>
    public static string Whole(BuiltVersion version) => version.RowsAt is null ? SqlSpelling.Stored(version.Relation)
        : $"(select {Columns(version)} from {SqlSpelling.Stored(version.Relation)})";

    /// <summary>The rows that this version wrote; null when it has a relation of its own.</summary>
    public static string? WrittenBy(BuiltVersion version) => version.RowsAt is { } at
        ? string.Create(
            CultureInfo.InvariantCulture, $"(select {Columns(version)} from {SqlSpelling.Stored(version.Relation)} where {From} = {at})")
        : null;

    /// <summary>
    /// The rows that were ended since an earlier version of the same relation; an empty text when that is the same version, null when the
    /// version has a relation of its own.
    /// </summary>
    public static string? EndedSince(BuiltVersion version, long since) => version.Version == since
        ? ""
        : version.RowsAt is { } at
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"(select {Columns(version)} from {SqlSpelling.Stored(version.Relation)} where {To} > {since} and {To} <= {at})")
            : null;

    public static string Columns(BuiltVersion version, string? alias = null) =>
        string.Join(", ", version.Columns.Select(c => (alias is null ? "" : alias + ".") + SqlSpelling.Identifier(c.Name)));

    public static string Visible(long version, string alias = "")
    {
        var (from, to) = (alias == "" ? From : $"{alias}.{From}", alias == "" ? To : $"{alias}.{To}");
        return string.Create(CultureInfo.InvariantCulture, $"{from} <= {version} and ({to} is null or {to} > {version})");
    }
}
