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
/// A question settled, planned and rendered, with the key its answer is kept under: all it takes to ask it again. It says the same for as
/// long as catalog, pointers and their confirmation are those it was prepared in; whoever keeps one throws it away with them.
/// </summary>
public sealed class PreparedQuery
{
    // Raised when the planner starts to give other rows for the same question.
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

    /// <summary>What its answer says of itself as far as that is known without its rows.</summary>
    public AnswerMeta Foreseen { get; }

    /// <summary>What it takes to keep it, about.</summary>
    public long Bytes { get; }

    /// <summary>
    /// True when it gives the same for as long as it says the same: every table has a version, and nothing in it reads the clock.
    /// </summary>
    public bool IsOfVersions => Passing is null && Tables.All(t => t.IsVersioned);

    /// <summary>
    /// What in its SQL, by an author's hand, gives something else each time, such as <c>now()</c>; null when nothing does.
    /// </summary>
    internal string? Passing { get; }

    internal MetricQuery Asked { get; }

    internal EquatableList<AuthorFilter> Authored { get; }

    internal EquatableList<ResultColumn> Columns { get; }

    internal SqlStatement Statement { get; }

    internal EquatableList<PublishedTable> Tables { get; }

    /// <summary>The names of those that the question itself reads; the others only decide what may be seen of them.</summary>
    internal IReadOnlySet<string> Own { get; }

    internal PublicationState State { get; }

    /// <summary>What stands for the version of tables that have none; null when nothing does, or when all have one.</summary>
    internal ChangeKeyValue? Change { get; }

    /// <summary>
    /// False when one of the tables has no version and nothing stands for it: its answer is not kept, and its key is nobody else's.
    /// </summary>
    internal bool IsKept => IsOfVersions || (Passing is null && Change?.Text is not null);

    /// <summary>The key of the same question's answer at another change key.</summary>
    internal string KeyAt(ChangeKeyValue change, AnswerLimits limits) =>
        KeyOf(Statement, Columns, Tables, Asked.TimeZone, limits, Asked.Limit, Passing, change);

    /// <summary>
    /// What decides the rows: the statement with its relations (each is one version), the values beside it, the columns, the limit and the
    /// caps.
    /// </summary>
    internal static string KeyOf(
        SqlStatement statement, EquatableList<ResultColumn> columns, IEnumerable<PublishedTable> tables, string timeZone,
        AnswerLimits limits, long? limit,
        string? passing, ChangeKeyValue? change = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, $"planner {PlannerBuild}", $"{limits.MaxRows} {limits.MaxBytes}", $"{limit}", timeZone, statement.Text);
        // Nobody else's key.
        if (passing is not null)
            Add(hash, Guid.NewGuid().ToString());
        foreach (var parameter in statement.Parameters)
            Add(hash, parameter.SqlType, Exact(parameter.Value));
        foreach (var column in columns)
            Add(hash, column.Name, $"{column.Type}", $"{column.Role}", column.Unit, column.Format, column.Label);
        foreach (var table in tables.OrderBy(t => t.Model, StringComparer.Ordinal))
            // The instant tells two histories apart: after a restored backup, or in another warehouse, version 7 may be another version 7.
            // It is that of the build, so that an answer may be kept before its version is published, and found again after a rollback.
            Add(hash, table.Model, table.IsVersioned ? $"{table.Version} {table.BuiltAt.UtcTicks}"
                : change?.Text is { } text ? $"{table.Schema} {text}" : Guid.NewGuid().ToString());
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
