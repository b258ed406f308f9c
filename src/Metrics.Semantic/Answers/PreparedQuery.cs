using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Semantic.Planning;
using Metrics.Semantic.Publications;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Answers;

/// <summary>A question on its way to the engine: settled, planned, rendered, with the key its answer is kept under.</summary>
internal sealed record PreparedQuery(
    MetricQuery Asked, ResolvedQuery Resolved, PlanNode Plan, SqlStatement Statement, EquatableList<PublishedTable> Tables, PublicationState State, AnswerLimits Limits, string Key)
{
    // Raised when the planner starts to give other rows for the same question.
    private const int PlannerBuild = 1;

    public EquatableList<ResultColumn> Columns => Resolved.Columns;

    /// <summary>False when one of the tables has no version: its answer is not kept, and its key is nobody else's.</summary>
    public bool IsKept => Tables.All(t => t.IsVersioned);

    /// <summary>What decides the rows: the statement with its relations (each is one version), the values beside it, the columns, the limit and the caps.</summary>
    public static string KeyOf(SqlStatement statement, EquatableList<ResultColumn> columns, IEnumerable<PublishedTable> tables, string timeZone, AnswerLimits limits, long? limit)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, $"planner {PlannerBuild}", $"{limits.MaxRows} {limits.MaxBytes}", $"{limit}", timeZone, statement.Text);
        foreach (var parameter in statement.Parameters)
            Add(hash, parameter.SqlType, Exact(parameter.Value));
        foreach (var column in columns)
            Add(hash, column.Name, $"{column.Type}", $"{column.Role}", column.Unit, column.Format, column.Label);
        foreach (var table in tables.OrderBy(t => t.Model, StringComparer.Ordinal))
            // The instant tells two histories apart: after a restored backup, or in another warehouse, version 7 may be another version 7.
            Add(hash, table.Model, table.IsVersioned ? $"{table.Version} {table.PublishedAt.UtcTicks}" : Guid.NewGuid().ToString());
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Lengths first, so that no two lists of texts read the same, whatever a caller puts into them.
    private static void Add(IncrementalHash hash, params ReadOnlySpan<string?> texts)
    {
        hash.AppendData(BitConverter.GetBytes(texts.Length));
        foreach (var text in texts)
        {
            var bytes = text is null ? null : Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(bytes?.Length ?? -1));
            hash.AppendData(bytes ?? []);
        }
    }

    // A time's fractions of a second count too; its everyday text leaves them out.
    private static string Exact(object value) => value is DateTime time
        ? time.ToString("O", CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
