using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Metrics.Answering.Admission;
using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Planning;
using Metrics.Semantic.Sql;

namespace Metrics.Answering.Answers;

/// <summary>
/// A question resolved, planned and rendered to SQL, with the key of its answer: everything needed to ask it again. It is valid as long as
/// catalog, pointers and their confirmation are those it was prepared with; a holder must drop it when they change.
/// </summary>
public sealed class PreparedQuery
{
    // To be raised when a change of the planner gives other rows for the same question.
    private const int PlannerBuild = 1;

    internal PreparedQuery(
        MetricQuery asked, EquatableList<AuthorFilter> authored, EquatableList<ResultColumn> columns, CompiledQuestion compiled,
        EquatableList<PublishedTable> tables,
        IReadOnlySet<string> own, PublicationState state, AnswerLimits limits, AnswerMeta foreseen, ChangeKeyValue? change)
    {
        var statement = compiled.Statement;
        (Asked, Authored, Columns, Statement, Tables, Own) = (asked, authored, columns, statement, tables, own);
        (State, Foreseen, Change) = (state, foreseen, change);
        Passing = compiled.Passing;
        Key = KeyOf(statement, columns, tables, asked.TimeZone, limits, asked.Limit, Passing, change);
        Bytes = (sizeof(char) * statement.Text.Length) + (64L * statement.Parameters.Count) + (256L * columns.Count);
    }

    /// <summary>Differs whenever rows, columns or the versions behind them differ.</summary>
    public string Key { get; }

    /// <summary>The metadata of its answer, as far as it is known without the rows.</summary>
    public AnswerMeta Foreseen { get; }

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Bytes { get; }

    /// <summary>
    /// True when the same statement always gives the same rows: every table has a version, and nothing in it reads the clock.
    /// </summary>
    public bool IsOfVersions => Passing is null && Tables.All(t => t.IsVersioned);

    /// <summary>
    /// The part of an author's SQL in it that gives another result each time, such as <c>now()</c>; null when there is none.
    /// </summary>
    internal string? Passing { get; }

    internal MetricQuery Asked { get; }

    internal EquatableList<AuthorFilter> Authored { get; }

    internal EquatableList<ResultColumn> Columns { get; }

    internal SqlStatement Statement { get; }

    internal EquatableList<PublishedTable> Tables { get; }

    /// <summary>The names of those that the question itself reads; the others are read only by policies.</summary>
    internal IReadOnlySet<string> Own { get; }

    internal PublicationState State { get; }

    /// <summary>
    /// The change key that replaces the version of tables without one; null when there is none, or when all tables have versions.
    /// </summary>
    internal ChangeKeyValue? Change { get; }

    /// <summary>
    /// False when a table has neither version nor change key, or when the SQL gives another result each time. Its answer is then not kept,
    /// and its key is used only once.
    /// </summary>
    internal bool IsKept => IsOfVersions || (Passing is null && Change?.Text is not null);

    /// <summary>The key of the same question's answer at another change key.</summary>
    internal string KeyAt(ChangeKeyValue change, AnswerLimits limits) =>
        KeyOf(Statement, Columns, Tables, Asked.TimeZone, limits, Asked.Limit, Passing, change);

    /// <summary>
    /// Hashes what decides the rows: the statement with its relations (each is one version), its parameter values, the columns, the limit
    /// and the caps.
    /// </summary>
    internal static string KeyOf(
        SqlStatement statement, EquatableList<ResultColumn> columns, IEnumerable<PublishedTable> tables, string timeZone,
        AnswerLimits limits, long? limit,
        string? passing, ChangeKeyValue? change = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, $"planner {PlannerBuild}", $"{limits.MaxRows} {limits.MaxBytes}", $"{limit}", timeZone, statement.Text);
        // A key that no other answer has.
        if (passing is not null)
            Add(hash, Guid.NewGuid().ToString());
        foreach (var parameter in statement.Parameters)
            Add(hash, parameter.SqlType, Exact(parameter.Value));
        foreach (var column in columns)
            Add(hash, column.Name, $"{column.Type}", $"{column.Role}", column.Unit, column.Format, column.Label);
        foreach (var table in tables.OrderBy(t => t.Model, StringComparer.Ordinal))
            // The instant distinguishes two histories: after a restored backup, or in another warehouse, version 7 may be another version
            // 7. It is the instant of the build, so that an answer may be kept before its version is published, and found again after a
            // rollback.
            Add(hash, table.Model, table.IsVersioned ? $"{table.Version} {table.BuiltAt.UtcTicks}"
                : change?.Text is { } text ? $"{table.Schema} {text}" : Guid.NewGuid().ToString());
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Lengths come first, so that no two different lists of texts give the same bytes, whatever a caller puts into them.
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

    // Fractions of a second count here; the default text of a time leaves them out.
    private static string Exact(object value) => value is DateTime time
        ? time.ToString("O", CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
