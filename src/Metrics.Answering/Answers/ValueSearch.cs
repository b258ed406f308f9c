using System.Collections;
using Metrics.Answering.Admission;
using Metrics.Answering.Caching;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Planning;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Answering.Answers;

/// <summary>
/// Finds values of a dimension. If there are few enough, the whole list is cached like an answer, per version and per view that policies
/// allow, and searched in memory: the search text changes with every letter typed, and each would read the table again.
/// </summary>
internal sealed class ValueSearch(AdmittedEngine engine, ResultCache cache)
{
    private const int MostValues = 50_000;
    private const long MostBytes = 8L * 1024 * 1024;

    /// <summary>The values, and the key that says what they were read from.</summary>
    /// <param name="values">The dimension, and what is searched for.</param>
    /// <param name="table">The table that has it.</param>
    /// <param name="guard">What the principal sees of that table; null for all of it.</param>
    /// <param name="tables">Every table read: that one, and those that its policies read.</param>
    /// <param name="limits">What the answer may cost.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<FoundValues> FindAsync(
        DimensionValues values, PublishedTable table, PlanNode.Guarded? guard, EquatableList<PublishedTable> tables, AnswerLimits limits,
        CancellationToken ct)
    {
        var select = values.Select(table, guard);
        var asked = engine.Dialect.Write(select);
        EquatableList<ResultColumn> columns = [values.Column];
        var passing = AuthoredTexts.FirstPassing(select);
        var key = PreparedQuery.KeyOf(asked, columns, tables, "UTC", limits, values.Limit, passing);
        Task<Outcome<ResultTable>> Execute(CancellationToken run) => engine.ExecuteAsync(asked, columns, "UTC", limits, values.Limit, run);
        if (passing is not null || !tables.All(t => t.IsVersioned))
            return new(new CachedResult(await Execute(ct), CacheDecision.Bypass), key, IsKept: false);
        var list = await ListAsync(values, table, guard, tables, limits, ct);
        if (list.Outcome.Succeeded(out var all))
        {
            var pattern = await FoldedAsync(values.Search, limits, ct);
            return pattern.Succeeded(out var folded)
                ? new(list with { Outcome = Within(all, values.Column, folded, values.Limit, limits) }, key, IsKept: true)
                : new(new CachedResult(Outcome<ResultTable>.Refused(pattern.Diagnostics), CacheDecision.Bypass), key, IsKept: true);
        }

        // Too many to keep, or listing takes too long; those that match may still be few.
        return list.Outcome.Diagnostics.Any(d =>
            d.Code == DiagnosticCode.TooManyRows || d.Code == DiagnosticCode.TooManyBytes || d.Code == DiagnosticCode.EngineTimeout)
            ? new(await cache.GetOrRunAsync(key, limits.Timeout, Execute, ct), key, IsKept: true)
            : new(list, key, IsKept: true);
    }

    // The cache also keeps the fact that there are too many, so that it is found out once per version. Half of the time limit is left for
    // searching without a list.
    private Task<CachedResult> ListAsync(
        DimensionValues values, PublishedTable table, PlanNode.Guarded? guard, EquatableList<PublishedTable> tables, AnswerLimits asked,
        CancellationToken ct)
    {
        // A list too large for the cache would be read again for every letter.
        var limits = asked with
        {
            MaxRows = MostValues, MaxBytes = Math.Min(MostBytes, cache.LargestResult / 2), Timeout = asked.Timeout / 2,
        };
        var statement = engine.Dialect.Write(values.SelectAll(table, guard, MostValues));
        EquatableList<ResultColumn> columns = [values.Column, new ResultColumn("folded", ValueType.String, ColumnRole.Dimension)];
        return cache.GetOrRunAsync(
            PreparedQuery.KeyOf(statement, columns, tables, "UTC", limits, limit: null, passing: null), limits.Timeout,
            run => engine.ExecuteAsync(statement, columns, "UTC", limits, limit: null, run), ct);
    }

    // The database folds case, so that results agree with a search in the database: Turkish has two letters i, and the locale "C" knows no
    // case beyond ASCII.
    private async Task<Outcome<string>> FoldedAsync(string? search, AnswerLimits limits, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(search) || search.All(c => c is > '\0' and <= '\x7f' and not (>= 'A' and <= 'Z')))
            return Outcome<string>.Of(search ?? "");
        EquatableList<ResultColumn> columns = [new ResultColumn("folded", ValueType.String, ColumnRole.Dimension)];
        var statement = engine.Dialect.Write(DimensionValues.FoldedText(search));
        var read = await engine.ExecuteAsync(statement, columns, "UTC", limits, limit: null, ct);
        return read.Succeeded(out var rows) ? Outcome<string>.Of(((ColumnValues.Texts)rows.Values[0]).Items[0])
            : Outcome<string>.Refused(read.Diagnostics);
    }

    private static Outcome<ResultTable> Within(ResultTable all, ResultColumn column, string folded, int limit, AnswerLimits limits)
    {
        var texts = (ColumnValues.Texts)all.Values[1];
        var (found, more) = (new List<int>(), false);
        for (var row = 0; row < all.RowCount && !more; row++)
        {
            if (folded.Length > 0 && !texts.Items[row].Contains(folded, StringComparison.Ordinal))
                continue;
            if (found.Count == limit)
                more = true;
            else if (found.Count == limits.MaxRows)
                return Refused(DiagnosticCode.TooManyRows, $"the answer has more than {limits.MaxRows} rows");
            else
                found.Add(row);
        }

        var table = new ResultTable([column], [Of(all.Values[0], found)], found.Count, more, all.Warnings);
        return table.Bytes > limits.MaxBytes ? Refused(DiagnosticCode.TooManyBytes, $"the answer has more than {limits.MaxBytes} bytes")
            : Outcome<ResultTable>.Of(table);
    }

    private static Outcome<ResultTable> Refused(DiagnosticCode code, string message) =>
        Outcome<ResultTable>.Refused(new Diagnostic(code, message, Hint: "ask with a limit, or search for more of the text"));

    private static ColumnValues Of(ColumnValues all, List<int> rows)
    {
        var nulls = rows.Exists(all.IsNull) ? new BitArray(rows.Select(all.IsNull).ToArray()) : null;
        return all switch
        {
            ColumnValues.Texts texts => new ColumnValues.Texts(Pick(texts.Items, rows), rows.Count, nulls),
            ColumnValues.Integers integers => new ColumnValues.Integers(Pick(integers.Items, rows), rows.Count, nulls),
            ColumnValues.Doubles doubles => new ColumnValues.Doubles(Pick(doubles.Items, rows), rows.Count, nulls),
            ColumnValues.Dates dates => new ColumnValues.Dates(Pick(dates.Items, rows), rows.Count, nulls),
            ColumnValues.Moments moments => new ColumnValues.Moments(Pick(moments.Items, rows), rows.Count, nulls),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static T[] Pick<T>(ReadOnlySpan<T> items, List<int> rows)
    {
        var picked = new T[rows.Count];
        for (var i = 0; i < picked.Length; i++)
            picked[i] = items[rows[i]];
        return picked;
    }
}

/// <summary>Values that were found, or why none were.</summary>
/// <param name="Result">The values, and what the cache did.</param>
/// <param name="Key">Differs whenever the values may differ.</param>
/// <param name="IsKept">False when it is not cached, since it is not known how long it stays true.</param>
internal sealed record FoundValues(CachedResult Result, string Key, bool IsKept);
