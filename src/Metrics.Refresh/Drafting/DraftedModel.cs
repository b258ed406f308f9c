using Metrics.Domain;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>How a column of numbers is aggregated, and under which name.</summary>
internal sealed record DraftedMeasure(string Name, string Aggregation, DraftedColumn Column)
{
    /// <summary>What may be wrong with the choice; null for nothing.</summary>
    public string? Doubt => (Choice, Currency?.Said ?? OfMoney) switch
    {
        (var choice, null) => choice,
        (null, var currency) => currency,
        var (choice, currency) => $"{choice}; {currency}",
    };

    private string? Choice => Along is not null
        ? $"not added up over time, since each row has a level: the rows of the last '{Along.Name}' of each period are "
            + "summed; if it is a flow, remove non_additive_dimension"
        : Aggregation == "max" ? "a running total: its largest value is taken, and nothing is summed"
        : Aggregation != "sum" ? "averaged with equal weight for each row, and not summed"
            + (NumberWords.IsLargest(Column.Words) ? "; of largest values, 'agg: max' may be meant" : "")
        : ShareWords.MayBe(Column) || NumberWords.IsTax(Column.Words)
            ? "summed, but may be a share or a rate: if it is, set 'agg: average'" : null;

    /// <summary>The time over which a level, such as a stock, does not add up; null if it does.</summary>
    public DraftedColumn? Along { get; init; }

    /// <summary>What tells the currencies of an amount apart; null for one currency.</summary>
    public DraftedGuard? Currency { get; init; }

    /// <summary>What may be wrong where its currencies are not told apart; null for nothing.</summary>
    public string? OfMoney { get; init; }

    /// <summary>True when it adds up over all rows.</summary>
    public bool IsPlain => Aggregation == "sum" && Along is null;
}

/// <summary>A join over a column that holds keys of another table.</summary>
internal sealed record DraftedJoin(string Entity, DraftedColumn Column, DraftedTable To);

/// <summary>The semantic model of a table: its entities, joins, times, dimensions and measures.</summary>
internal sealed record DraftedModel
{
    public required DraftedTable Table { get; init; }

    /// <summary>The entity whose rows these are.</summary>
    public required string Entity { get; init; }

    /// <summary>True when another table describes the same things and has the entity as its primary one.</summary>
    public bool IsSecond { get; init; }

    public EquatableList<DraftedJoin> Joins { get; init; }

    public EquatableList<DraftedColumn> Times { get; init; }

    public EquatableList<DraftedColumn> Dimensions { get; init; }

    public EquatableList<DraftedMeasure> Measures { get; init; }

    /// <summary>Columns that are renamed in the catalog, which refuses a name that is a time in one table and not in another.</summary>
    public EquatableList<(string Column, string Name)> Renamed { get; init; }

    /// <summary>The metric that counts rows.</summary>
    public required string Count { get; init; }

    /// <summary>The entity that prefixes the table's dimensions.</summary>
    public required string DimensionEntity { get; init; }

    /// <summary>A column's name in the catalog.</summary>
    public string NameOf(DraftedColumn column) =>
        Renamed.Where(r => r.Column == column.Name).Select(r => r.Name).FirstOrDefault() ?? column.Name;

    /// <summary>The column's name in a question: <c>order_row__country</c>.</summary>
    public string AskedAs(DraftedColumn column) => $"{DimensionEntity}__{NameOf(column)}";

    /// <summary>Choices about the model that may be wrong.</summary>
    public IEnumerable<string> Doubts
    {
        get
        {
            if (Time is { } time && time.Words.Any(DraftedModels.Births.Contains))
                yield return $"metric_time is '{NameOf(time)}', since there is no other time: when its rows happened is not known";
            var added = Table.Csv.HasHeader
                ? Measures.Where(m => m is { IsPlain: true, Doubt: null } && !NumberWords.IsAdded(m.Column)).ToList() : [];
            if (added.Count > 0)
            {
                yield return $"added up: {string.Join(", ", added.Select(m => $"'{m.Column.Name}'"))}; where adding makes no sense, change "
                    + "'agg'";
            }
        }
    }

    public DraftedColumn? Time => Times.Count > 0 ? Times[0] : null;
}

/// <summary>Drafts all semantic models of a project, with names that do not collide.</summary>
internal static class DraftedModels
{
    /// <summary>Words for the birth of a person, which says nothing of the row.</summary>
    public static readonly HashSet<string> Births = new(StringComparer.Ordinal)
    {
        "birth", "birthday", "birthdate", "born", "dob", "geburtstag", "geburtsdatum", "geboren", "nacimiento", "naissance", "nascita",
    };

    private static readonly HashSet<string> Whens = new(StringComparer.Ordinal)
    {
        "date", "datum", "fecha", "data", "ordered", "order", "created", "placed", "sold", "at", "on", "time", "timestamp", "zeit",
        "booked", "paid", "invoice", "day",
    };

    private static readonly HashSet<string> Begins = new(StringComparer.Ordinal)
    {
        "ordered", "order", "created", "date", "datum", "fecha", "placed", "sold", "booked", "invoice", "erstellt", "bestellt",
        "bestelldatum", "day", "tag", "start", "started", "starts", "begin", "began", "beginn", "anfang", "from", "von",
    };

    private static readonly HashSet<string> Laters = new(StringComparer.Ordinal)
    {
        "shipped", "updated", "modified", "changed", "delivered", "due", "deleted", "closed", "ended", "end", "ende", "bis", "expires",
        "expired", "geaendert", "geandert", "geliefert", "versendet", "faellig", "fallig", "last",
    };

    // As many letters of an event and of a table that are alike are the same word.
    private const int EventLetters = 4;

    public static IReadOnlyList<DraftedModel> Of(IReadOnlyList<DraftedTable> tables)
    {
        // Invented names avoid those of columns, except keys and columns that hold another table's keys: these are the entity.
        var taken = tables
            .SelectMany(t => t.Columns.Where(c => c.Name != t.Key)
                .Where(c => !tables.Any(o => o.Name != t.Name && o.Key is not null && DraftedJoins.Holds(c, o))))
            .Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var things = Things(tables, taken);
        var models = tables.Select(t => Of(t, tables, things)).ToList();
        // A metric takes its column's name if no other measure has it, and no dimension, time, row or entity.
        var grouping = models.SelectMany(m => m.Dimensions.Concat(m.Times).Select(c => c.Name).Append(m.Table.RowName))
            .Concat(things.Values).ToHashSet(StringComparer.Ordinal);
        var named = models.SelectMany(m => m.Measures).GroupBy(m => m.Name).Where(g => g.Count() == 1 && !grouping.Contains(g.Key))
            .Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        var mixed = models.SelectMany(m => m.Times).Select(c => c.Name)
            .Intersect(models.SelectMany(m => m.Dimensions).Select(c => c.Name), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        taken.UnionWith(tables.SelectMany(t => t.Columns).Select(c => c.Name));
        return DraftedCurrency.Guarded(
        [
            .. models.Select(m => m with
            {
                DimensionEntity = m.IsSecond ? Free(m.Table.RowName, taken) : m.Entity,
                Renamed = m.Times.Concat(m.Dimensions).Where(c => mixed.Contains(c.Name))
                    .Select(c => (c.Name, SafeName.Unique($"{m.Table.RowName}_{c.Name}", taken))).ToEquatableList(),
                Count = SafeName.Unique($"{m.Table.RowName}_count", taken),
                Measures = m.Measures.Select(x => named.Contains(x.Name) ? x
                    : x with { Name = SafeName.Unique($"{m.Table.RowName}_{x.Name}", taken) }).ToEquatableList(),
            }),
        ]);
    }

    // The entity of each table: what its key identifies. Of several tables about one thing, the one named after it comes first.
    private static Dictionary<string, string> Things(IReadOnlyList<DraftedTable> tables, HashSet<string> taken)
    {
        var things = new Dictionary<string, string>(StringComparer.Ordinal);
        var firsts = new List<DraftedTable>();
        foreach (var table in tables.Where(t => t.Key is not null).OrderBy(t => Stem(t) == t.RowName ? 0 : 1))
        {
            var called = firsts.FindAll(f => Stem(f) == Stem(table));
            if (called.Find(f => DraftedJoins.ShareKeys(f, table)) is { } same)
            {
                things[table.Name] = things[same.Name];
                continue;
            }

            // The orders of another year are other things, whatever their key is called.
            things[table.Name] = Free(called.Count == 0 ? Stem(table) : table.RowName, taken);
            firsts.Add(table);
        }

        foreach (var (name, row) in tables.Where(t => t.Key is null).Select(t => (t.Name, t.RowName)))
            things[name] = Free(row, taken);
        return things;
    }

    private static string Free(string name, HashSet<string> taken) =>
        SafeName.Unique(SafeName.IsReserved(name) || taken.Contains(name) ? $"{name}_row" : name, taken);

    /// <summary>What a table's key identifies.</summary>
    // customer_id identifies a customer, whatever the table is called. A bare id identifies what the table is named after.
    public static string Stem(DraftedTable table)
    {
        var words = table.Key!.Split('_');
        return words.Length > 1 && KeyChoice.IsCalledKey(table.Columns.First(c => c.Name == table.Key)) ? string.Join('_', words[..^1])
            : table.RowName;
    }

    private static DraftedModel Of(DraftedTable table, IReadOnlyList<DraftedTable> tables, Dictionary<string, string> things)
    {
        var entity = things[table.Name];
        var isSecond = table.Key is not null && FirstOf(tables, things, entity) != table.Name;
        var others = tables.Where(t => t.Name != table.Name && t.Key is not null)
            .Where(t => FirstOf(tables, things, things[t.Name]) == t.Name).ToList();
        var joins = table.Columns.Where(c => c.Name != table.Key)
            .Select(c => others.Where(t => DraftedJoins.Holds(c, t)).Select(t => new DraftedJoin(things[t.Name], c, t)).FirstOrDefault())
            .OfType<DraftedJoin>().Where(j => j.Entity != entity).DistinctBy(j => j.Entity).ToEquatableList();
        var rest = table.Columns.Where(c => c.Name != table.Key && joins.All(j => j.Column != c) && !c.IsEmpty).ToList();
        var numbers = rest.Where(
            c => c is { IsNumber: true, MayBeMoments: false, MayBeThousands: false, MayBeDays: false }
                && !NumberWords.IsLabel(c, table) && !table.NotJoined.Contains(c.Name) && !MoneyWords.AreCurrencies(c)).ToList();
        // A date that is a key of another table still tells when the row happened.
        var times = table.Columns.Where(c => c.IsTime && !c.IsEmpty && c.Name != table.Key)
            .OrderBy(c => WhenOf(c, table)).ToList();
        if (times.Count == 0 && table.Columns.FirstOrDefault(c => c.Name == table.Key && c.IsTime) is { } day)
            times.Add(day);
        return new DraftedModel
        {
            Table = table, Entity = entity, DimensionEntity = entity, IsSecond = isSecond, Joins = joins, Count = "",
            Times = times.ToEquatableList(),
            Dimensions = rest
                .Where(c => c.Type.Kind is ColumnKind.Text or ColumnKind.Boolean or ColumnKind.Time || (c.IsNumber && !numbers.Contains(c)))
                .ToEquatableList(),
            // The first one is asked first.
            Measures = numbers.Select(c => Measure(c, table, times.FirstOrDefault())).OrderBy(m => m.IsPlain ? 0 : 1).ToEquatableList(),
        };
    }

    // Lower is better: what the table is named after (shipped_at of shipments), then when something began, then other times, then what
    // happens to it later.
    private static int WhenOf(DraftedColumn column, DraftedTable table) =>
        IsOfTable(column, table) ? 0 : column.Words.Any(w => Laters.Contains(w) || Births.Contains(w)) ? 4
        : column.Words.Any(Begins.Contains) ? 1
        : column.Words.Any(Whens.Contains) ? 2 : 3;

    // The file's own name of the column: that of a reserved word has the table's in front.
    private static bool IsOfTable(DraftedColumn column, DraftedTable table) => SafeName.Of(column.Header, "column").Split('_')
        .Any(w => w.Length >= EventLetters && table.Name.StartsWith(w[..EventLetters], StringComparison.Ordinal));

    private static DraftedMeasure Measure(DraftedColumn column, DraftedTable table, DraftedColumn? time)
    {
        var isRunning = NumberWords.IsRunning(column);
        if (NumberWords.IsAveraged(column, table) && !isRunning)
            return new DraftedMeasure(column.Name, "average", column);
        if ((isRunning || NumberWords.IsLevel(column, table)) && time is { IsConstant: false })
        {
            // With a key of its own each row may be a thing or a movement, so the rows of the last day are not all there is. Times of day
            // differ from row to row, so the last one is one row.
            return time.Type.Kind == ColumnKind.Date && (table.Key is null || table.Key == time.Name)
                ? new DraftedMeasure(column.Name, "sum", column) { Along = time }
                : new DraftedMeasure(column.Name, isRunning ? "max" : "average", column);
        }

        return new DraftedMeasure(column.Name, isRunning ? "max" : "sum", column);
    }

    private static string FirstOf(IReadOnlyList<DraftedTable> tables, Dictionary<string, string> things, string entity) => tables
        .Where(t => t.Key is not null && things[t.Name] == entity).OrderBy(t => Stem(t) == t.RowName ? 0 : 1).First().Name;
}
