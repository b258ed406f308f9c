using System.Globalization;
using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Refresh.Loading.Times;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>The drafted columns of a table, with its decimal mark and its words for null.</summary>
internal sealed partial record ColumnDraft(EquatableList<DraftedColumn> Columns, char DecimalMark, EquatableList<string> Nulls)
{
    // With at least this many values of one kind before the first that is not, the choice of text is explained.
    private const int Many = 2;

    private const string OrInSql = "Save the file without them, or read them in the gold model: docs/loading.md has the SQL";

    // The same for values after the odd ones; fewer may be chance.
    private const int ManyMore = 10;

    /// <summary>Chooses the type and format of each column of a table.</summary>
    /// <param name="seen">What was seen of each column, without totals lines.</param>
    /// <param name="withTotals">The indexes of columns that have a word for totals in rows of totals, and are loaded as text.</param>
    /// <param name="row">The name of one row, such as <c>order</c>.</param>
    /// <param name="dayFirst">Whether days come before months in columns whose own values do not tell; null when unknown.</param>
    public static ColumnDraft Make(
        IReadOnlyList<(string Header, ColumnSight Sight)> seen, IReadOnlySet<int> withTotals, string row,
        bool? dayFirst)
    {
        var mark = MarkOf(seen.Select(s => s.Sight.Types));
        var named = seen.Select(
            (s, i) => NameReading.Of(s.Header, s.Sight, Choose(s.Sight, mark, dayFirst, withTotals.Contains(i)))).ToList();
        var chosen = named.ConvertAll(n => (n.Reading, n.Doubt));
        KeepWords(seen, chosen);
        var nulls = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (_, sight) in seen.Where((_, i) => chosen[i].Reading is not null))
            nulls.UnionWith(sight.Nulls);
        var (columns, taken) = (new List<DraftedColumn>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (header, sight) in seen)
        {
            var name = SafeName.Of(header, string.Create(CultureInfo.InvariantCulture, $"column_{columns.Count + 1}"));
            if (SafeName.IsReserved(name))
                name = $"{row}_{name}";
            var at = columns.Count;
            var (reading, doubt) = chosen[at];
            if (reading is null && sight.HasValues
                && sight.Nulls.FirstOrDefault(w => SureWords.Contains(w.Trim()) && nulls.Contains(w)) is { } word)
                doubt ??= $"'{word}' in it was read as null, as in other columns";
            columns.Add(Column(SafeName.Unique(name, taken), header, sight, named[at] with { Reading = reading, Doubt = doubt },
                withTotals.Contains(at)));
        }

        return new ColumnDraft(columns.ToEquatableList(), mark, nulls.ToEquatableList());
    }

    private static DraftedColumn Column(string name, string header, ColumnSight sight, NameReading named, bool hasTotals)
    {
        var reading = named.Reading;
        var column = new DraftedColumn
        {
            Name = name, Header = header, Format = reading?.Format, Reading = reading, Doubt = named.Doubt,
            Type = reading?.Type ?? new ColumnType(sight.IsNested ? ColumnKind.Json : ColumnKind.Text),
            Values = sight.Values, IsUnique = sight.IsUnique, IsEmpty = sight.Filled == 0,
            IsOfCodes = reading is null && sight.IsOfCodes,
            MayBeThousands = IsFraction(reading) && sight.Types.MayBeThousands,
            MayBeShares = IsFraction(reading) && sight.MayBeShares,
            IsOfQuantities = reading is null && sight.IsOfQuantities, IsProse = reading is null && sight.IsProse,
            OnlyNulls = sight.HasValues ? []
                : [.. sight.Nulls.Select(n => n.Trim()).Where(n => n.Length > 0).Distinct()],
            AreWhole = sight.Digits.IsWhole,
            Only = sight.Only, HasZeros = sight.Types.HasZeros, IsOfCurrencies = reading is null && sight.Money.IsOfCodes,
            Money = reading is null && sight.IsOfQuantities ? sight.Money.Only : null,
            Repeats = sight.Values is { } values ? sight.Filled - values.Count : 0,
            MayBeMoments = reading?.Type.Kind == ColumnKind.BigInt && sight.MayBeMoments,
            MayBeDays = named.AreDays,
            Cast = reading is not null && hasTotals ? GoldCast.Of(reading, name) : null,
        };
        // A number of ten digits whose column is named like a key is a key, not a time.
        if (column.MayBeMoments && KeyChoice.IsCalledKey(column))
            return column with { MayBeMoments = false, Doubt = null };
        return !named.IsWhole || reading is null || hasTotals ? column : column with
        {
            // A later 21.5 is an error, and no other key.
            Type = new ColumnType(ColumnKind.BigInt), Cast = $"regexp_replace({name}::text, '[.]0+$', '')::bigint",
            IsWholeFraction = true, Values = sight.Digits.Wholes,
        };
    }

    /// <summary>True when most columns that tell have days before months, false when most have months first, else null.</summary>
    public static bool? DayFirst(IEnumerable<DraftedColumn> columns)
    {
        var formats = columns.Where(c => c.Doubt is null).Select(c => c.Format).OfType<string>()
            .Where(f => f.Contains('D', StringComparison.Ordinal) && !f.StartsWith('Y')).ToList();
        var first = formats.Count(f => f.StartsWith('D'));
        return formats.Count == 0 || first * 2 == formats.Count ? null : first * 2 > formats.Count;
    }

    // Words for null that no real text consists of.
    private static readonly HashSet<string> SureWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "null", "(null)", "\\n", "#n/a", "nan", "n/a",
    };

    // Words for null apply to a whole table, so a word that also occurs in a text column would become null there. A column that needs such
    // a word is taken as text instead. Blanks and sure words are exempt: they are null in texts too.
    private static void KeepWords(
        IReadOnlyList<(string Header, ColumnSight Sight)> seen, List<(ColumnReading? Reading, string? Doubt)> chosen)
    {
        var at = 0;
        while (at < chosen.Count)
        {
            if (chosen[at].Reading is null || Held(seen, chosen, seen[at].Sight) is not { } held)
            {
                at++;
                continue;
            }

            chosen[at] = (null, $"'{held.Word}' may mean null here, but occurs in the texts of '{held.Header}' too, and "
                + "'nulls' apply to the whole table; read as text");
            // The column is text now, so its words must not become null either: check the columns before it again.
            at = 0;
        }
    }

    private static (string Word, string Header)? Held(
        IReadOnlyList<(string Header, ColumnSight Sight)> seen, List<(ColumnReading? Reading, string? Doubt)> chosen, ColumnSight sight)
    {
        for (var at = 0; at < seen.Count; at++)
        {
            if (chosen[at].Reading is null && seen[at].Sight.HasValues
                && seen[at].Sight.Nulls.FirstOrDefault(w =>
                    !string.IsNullOrWhiteSpace(w) && !SureWords.Contains(w.Trim()) && sight.Nulls.Contains(w)) is { } word)
                return (word, seen[at].Header);
        }

        return null;
    }

    private static bool IsFraction(ColumnReading? reading) => reading?.Type.Kind is ColumnKind.Decimal or ColumnKind.Double;

    // The decimal mark that most columns need. A column whose marks may separate thousands has no say.
    private static char MarkOf(IEnumerable<TypeGuess> columns)
    {
        var needed = columns.Where(t => !t.MarksMayPart).Select(t => t.Left).Where(c => c.Count > 0 && c[0].DecimalMark is not null)
            .Select(c => c.Select(r => r.DecimalMark).OfType<char>().Distinct().ToList()).Where(m => m.Count == 1).ToList();
        return needed.Count(m => m[0] == ',') > needed.Count(m => m[0] == '.') ? ',' : '.';
    }

    // A column with a word for totals is converted by the gold model. What PostgreSQL reads in another way than a load stays text.
    private static (ColumnReading? Reading, string? Doubt) Choose(ColumnSight sight, char mark, bool? dayFirst, bool hasTotals)
    {
        var choice = Choose(sight, mark, dayFirst);
        return hasTotals && choice.Reading is { } reading && GoldCast.Of(reading, "c") is null ? (null, null) : choice;
    }

    private static (ColumnReading? Reading, string? Doubt) Choose(ColumnSight sight, char mark, bool? dayFirst)
    {
        if (sight.Filled == 0)
            return (null, "it is empty in every row that was read, so its type is unknown; read as text");
        if (sight.IsNested)
        {
            var inner = sight.Inner is { } header ? $"a separate column with 'header: {header}' reads what is in it; or " : "";
            return (null, "it contains objects or lists; read as json, which cannot be a dimension: " + inner
                + "in the gold model column->>'name' gets a part of an object, and column->>0 one of a list");
        }

        var all = sight.Types.Left;
        var left = all.Where(r => r.DecimalMark is null || r.DecimalMark == mark).ToList();
        if (left.Count == 0)
            return (null, all.Count > 0 ? OtherMark(sight.Types, mark) : WhyText(sight));

        var best = left[0];
        if (best.Type.Kind == ColumnKind.BigInt && sight.MayBeMoments)
            return (
                best, $"every value may be {(sight.AreMilliseconds ? "milliseconds" : "seconds")} since 1970; read as a number that is "
                + $"not summed: in the gold model to_timestamp(column{(sight.AreMilliseconds ? " / 1000.0" : "")}) converts it to times");
        if (IsFraction(best) && sight.Types.MayBeThousands)
            return (
                best, $"every value has three digits after the '{mark}', which may be thousands; read as a fraction, and not summed: "
                + "if it is one, give it a measure and a metric in semantic/; if it is thousands, declare it text, and docs/loading.md has "
                + "the SQL");
        var orders = left.Where(r => r.Type.Kind == best.Type.Kind && r.Format is not null)
            .DistinctBy(r => TimeFormatGuess.Loosened(r.Format!)).ToList();
        if (best.Format is null || orders.Count < 2)
            return (best, null);
        // Where hours have AM and PM, months come first.
        var isGuessed = dayFirst is null && best.Format.Contains("AM", StringComparison.Ordinal);
        dayFirst = isGuessed ? false : dayFirst;
        var chosen = orders.Find(r => r.Format!.StartsWith('D') == dayFirst) ?? best;
        var other = orders.First(r => r != chosen);
        return dayFirst is not null && !isGuessed && chosen.Format!.StartsWith('D') == dayFirst
            ? (chosen, $"day and month may be exchanged in every row; read as {chosen.Format} as in other columns, not {other.Format}")
            : (chosen, $"day and month may be exchanged in every row; read as {chosen.Format}, but it may be {other.Format}");
    }

    // A mark that is always followed by three digits may separate thousands, so the message does not claim that it is a decimal mark.
    private static string OtherMark(TypeGuess types, char mark)
    {
        var other = mark == ',' ? '.' : ',';
        var fractions = mark == ',' ? "column::numeric(18,4)" : "replace(column, ',', '.')::numeric(18,4)";
        return types.MarksMayPart
            ? $"each '{other}' in it is before three digits and may separate thousands, and the table's decimal mark is '{mark}'; read as "
                + $"text: in the gold model replace(column, '{other}', '')::numeric(18,0) reads thousands, and {fractions} "
                + "fractions"
            : $"its fractions have '{other}', and the table's decimal mark is '{mark}'; read as text: in the gold model {fractions} "
                + "converts it to numbers";
    }

    private static string? WhyText(ColumnSight sight) => sight switch
    {
        { Digits.IsSigned: true } =>
            "numbers with a plus in front are read as text, as telephone numbers are: in the gold model column::numeric(18,4) makes "
            + "numbers",
        { Digits.HasLongMinus: true } =>
            "numbers whose minus is not a hyphen are not read; read as text: in the gold model replace(column, U&'\\2212', '-') makes "
            + "hyphens of them, and docs/loading.md has the SQL for the numbers",
        { Periods.Doubt: { } period } => period,
        // Article numbers and similar codes are texts without doubt.
        { IsOfCodes: true, IsOfMonths: false, Fitting: < Many, Following: < ManyMore } => null,
        { IsOfCodes: false, Example: { } example } when Thousands().IsMatch(example) =>
            $"numbers with separators between thousands ('{Quantity.Shape(example, sight.Unit)}') are not supported; read as text. "
                + OrInSql,
        { IsOfCodes: false, Example: { } example } when Quantity.IsMoney(example) =>
            $"numbers with a unit ('{Quantity.Shape(example, sight.Unit)}') are not supported; read as text. {OrInSql}{Mixed(sight)}",
        { IsOfMonths: true } =>
            $"dates with names of months are not supported; read as text. In the gold model to_date(column, "
            + $"'{MonthFormat(sight.Example)}') converts them",
        { IsOfQuantities: true, Example: { } example } =>
            $"numbers with a unit or in brackets ('{Quantity.Shape(example, sight.Unit)}') are not supported; read as text. {OrInSql}"
                + Mixed(sight),
        { Example: { } example, Fitting: >= Many } => string.Create(
            CultureInfo.InvariantCulture,
            $"its first {sight.Fitting:N0} values are of one kind, and '{Quantity.Shape(example, sight.Unit)}' is not; "
                + $"read as text"),
        { Example: { } example, Following: >= ManyMore } => string.Create(
            CultureInfo.InvariantCulture,
            $"'{Quantity.Shape(example, sight.Unit)}' is among its first values, and {sight.Following:N0} after it are of one kind; "
                + $"read as text"),
        _ => null,
    };

    private static string Mixed(ColumnSight sight) => sight.Money.Several.Count == 0 ? ""
        : $". They are in several currencies ({string.Join(", ", sight.Money.Several)}), of which the SQL makes one: keep the currency in "
            + "a column of its own, and add up what is in one";

    // 28-Nov-2026 or Nov-26, as PostgreSQL writes it.
    private static string MonthFormat(string? example)
    {
        var (numbers, first) = (example?.Split(example.Where(c => !char.IsAsciiDigit(c)).Distinct().ToArray())
            .Count(n => n.Length > 0) ?? 0, true);
        return example is null ? "DD-Mon-YYYY" : Part().Replace(example, m =>
        {
            if (char.IsLetter(m.Value[0]))
                return m.Length > 3 ? "Month" : "Mon";
            var isDay = first && numbers > 1 && m.Length < 4;
            first = false;
            return isDay ? "DD" : m.Length == 4 ? "YYYY" : "YY";
        });
    }

    [GeneratedRegex("[0-9]+|[A-Za-z]+")]
    private static partial Regex Part();

    [GeneratedRegex(@"^[-+]?[0-9]{1,3}([.,' \u00a0\u2019\u202f\u2009][0-9]{3})+([.,][0-9]+)?$")]
    private static partial Regex Thousands();
}
