using System.Collections.Frozen;
using System.Globalization;
using Metrics.Domain.Time;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Sources;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Rules.Dbt;

namespace Metrics.Refresh.Drafting;

/// <summary>Turns the names in files into names that all doors accept: <c>Número de Orden</c> becomes <c>numero_de_orden</c>.</summary>
internal static class SafeName
{
    // Leaves room for prefixes and suffixes within the 63 characters that PostgreSQL keeps.
    private const int Longest = 36;

    // Nouns whose singular is their plural.
    private static readonly HashSet<string> Alike = new(StringComparer.Ordinal) { "series", "species", "news" };

    // Plurals that add two letters: classes, crashes, batches, boxes, quizzes.
    private static readonly string[] LongPlurals = ["sses", "shes", "ches", "xes", "zzes"];

    // Plurals that look like those, or end in ies, and add one letter to a word in e.
    private static readonly string[] Regular =
    [
        "movies", "cookies", "caches", "niches", "headaches", "creches", "quiches", "brioches", "avalanches", "moustaches", "tranches",
        "cliches", "psyches",
    ];

    private static readonly string[] Uses = ["fuses", "muses", "excuses", "ruses", "recluses", "accuses"];

    // Words that PostgreSQL does not take as a column without quotes; words that the catalog reserves are checked separately.
    private static readonly FrozenSet<string> OfSql = (
        "all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column "
        + "concurrently constraint create cross current_catalog current_date "
        + "current_role current_schema current_time current_timestamp current_user "
        + "default deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ilike in "
        + "initially inner intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null "
        + "offset on only or order outer overlaps placing primary references returning right select session_user similar some symmetric "
        + "system_user table tablesample then to trailing true union unique user using variadic verbose when where window with")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The safe name, or <paramref name="otherwise"/> when no character can be used.</summary>
    public static string Of(string written, string otherwise)
    {
        var text = PlainWords.Of(written);
        if (text.Length > Longest)
            text = text[..Longest].TrimEnd('_');
        return text.Length == 0 ? otherwise : char.IsAsciiDigit(text[0]) ? $"n_{text}" : text;
    }

    /// <summary>True when SQL, the catalog or GraphQL reserves the name.</summary>
    public static bool IsReserved(string name) =>
        OfSql.Contains(name) || ReservedKeywords.Words.Contains(name) || FieldNames.Words.Contains(name) || name == "metric_time"
        || Grains.Find(name) is not null || ReservedColumns.Refuse(name) is not null;

    /// <summary>The name, with a number appended if it is taken; the result is taken from then on.</summary>
    public static string Unique(string name, ISet<string> taken)
    {
        var unique = name;
        for (var number = 2; !taken.Add(unique); number++)
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
        return unique;
    }

    /// <summary>The name of one row of a table, by the rules of English: <c>order</c> for <c>orders</c>.</summary>
    public static string Singular(string name)
    {
        // Only the last word changes, and a single letter is no plural: mc_donald_s stays.
        var at = name.LastIndexOf('_') + 1;
        return at > 0 && name.Length - at < 3 ? name : name[..at] + SingularWord(name[at..]);
    }

    private static string SingularWord(string name) =>
        Alike.Contains(name) ? name
        : Ends(name, Regular) ? name[..^1]
        : name.EndsWith("ies", StringComparison.Ordinal) && name.Length > 4 ? name[..^3] + "y"
        : Ends(name, LongPlurals) || IsOfUs(name) ? name[..^2]
        : name.EndsWith('s') && name.Length > 3 && !name.EndsWith("ss", StringComparison.Ordinal)
            && !name.EndsWith("us", StringComparison.Ordinal) && !name.EndsWith("is", StringComparison.Ordinal) ? name[..^1]
        : name;

    // bonuses and statuses; but houses, causes and excuses have their e in the singular.
    private static bool IsOfUs(string name) => name.Length > 4 && name.EndsWith("uses", StringComparison.Ordinal)
        && name[^5] is not ('a' or 'o' or 'e') && !Ends(name, Uses);

    private static bool Ends(string name, string[] ends) => Array.Exists(ends, e => name.EndsWith(e, StringComparison.Ordinal));
}
