using System.Globalization;
using Metrics.Refresh.Sql;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Materializations;

/// <summary>How a version's rows are read: a relation of its own as it stands, rows of many versions by their bounds.</summary>
internal static class RowsAt
{
    /// <summary>The version that wrote a row.</summary>
    public const string From = "_v_from";

    /// <summary>The version that ended it; null while it stands.</summary>
    public const string To = "_v_to";

    /// <summary>Something that may stand in FROM, with the version's own columns only.</summary>
    public static string Of(BuiltVersion version) => version.RowsAt is { } at
        ? $"(select {Columns(version)} from {SqlSpelling.Stored(version.Relation)} where {Visible(at)})"
        : SqlSpelling.Stored(version.Relation);

    /// <summary>The same of a version that is alone in its relation: nothing needs to be left out, so an index may answer alone.</summary>
    public static string Whole(BuiltVersion version) => version.RowsAt is null ? SqlSpelling.Stored(version.Relation)
        : $"(select {Columns(version)} from {SqlSpelling.Stored(version.Relation)})";

    /// <summary>The rows that this version itself wrote; null for a relation of its own.</summary>
    public static string? WrittenBy(BuiltVersion version) => version.RowsAt is { } at
        ? string.Create(
            CultureInfo.InvariantCulture, $"(select {Columns(version)} from {SqlSpelling.Stored(version.Relation)} where {From} = {at})")
        : null;

    /// <summary>
    /// The rows that were there at an earlier version of the same relation and no longer are; empty text when none can be, null when it is
    /// another relation.
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
