using System.Text;
using Metrics.Refresh.Connectors;

namespace Metrics.Refresh.Drafting;

/// <summary>A word for totals, and the index of its column.</summary>
internal readonly record struct TotalLine(int At, string Word);

/// <summary>Finds totals lines: which word for totals is in which column, and whether only in last lines of files.</summary>
internal sealed class TotalLines
{
    private static readonly HashSet<string> TotalWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "total", "totals", "grand total", "sum", "subtotal", "total general", "totale", "somme", "suma", "summe", "gesamt", "insgesamt",
        "gesamtsumme", "zwischensumme",
    };

    private static readonly HashSet<string> PartWords = new(StringComparer.OrdinalIgnoreCase) { "subtotal", "zwischensumme", "sous-total" };

    private readonly Dictionary<TotalLine, (long Rows, long Last)> _seen = [];
    private TotalLine? _here;
    private string? _ragged;

    /// <summary>Those that occur in last lines of files and nowhere else: they add up the others.</summary>
    public IReadOnlySet<TotalLine> AtTheEnd => _seen.Where(s => s.Value.Rows == s.Value.Last).Select(s => s.Key).ToHashSet();

    /// <summary>Those that occur elsewhere: a name, such as a shop's, or a subtotal.</summary>
    public IEnumerable<TotalLine> Elsewhere => _seen.Where(s => s.Value.Rows != s.Value.Last).Select(s => s.Key);

    /// <summary>Last lines that begin with such a word and differ from the others in the number of fields.</summary>
    public long Ragged { get; private set; }

    /// <summary>The word of the first of them.</summary>
    public string? RaggedWord { get; private set; }

    /// <summary>How many rows have the word in that column.</summary>
    public long RowsOf(TotalLine line) => _seen.GetValueOrDefault(line).Rows;

    /// <summary>Records the current row.</summary>
    /// <returns>The word for totals in the row; null for none.</returns>
    public TotalLine? See(SourceRows rows, int[] fields)
    {
        (_here, _ragged) = (Find(rows, fields), null);
        if (_here is { } here)
            _seen[here] = (_seen.GetValueOrDefault(here).Rows + 1, _seen.GetValueOrDefault(here).Last);
        return _here;
    }

    /// <summary>Records a row that differs from the others in the number of fields.</summary>
    public void SeeRagged(SourceRows rows, char delimiter)
    {
        var raw = rows.Raw.TrimStart((byte)' ');
        var end = raw.IndexOf((byte)delimiter);
        var first = Encoding.UTF8.GetString(end < 0 ? raw.TrimEnd("\r\n"u8) : raw[..end]).Trim('"', ' ');
        (_here, _ragged) = (null, IsTotal(first) ? first : null);
    }

    /// <summary>Called after a file's last row.</summary>
    public void EndFile()
    {
        if (_ragged is not null)
            (Ragged, RaggedWord, _ragged) = (Ragged + 1, RaggedWord ?? _ragged, null);
        if (_here is { } last)
            _seen[last] = (_seen[last].Rows, _seen[last].Last + 1);
        _here = null;
    }

    /// <summary>
    /// True for a word for totals, also before numbers such as a year. Before a word, Total is a name, but Subtotal is not.
    /// </summary>
    public static bool IsTotal(string written)
    {
        var text = written.Trim().TrimEnd(':');
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return TotalWords.Contains(text) || (space > 0 && (PartWords.Contains(text[..space])
            || (TotalWords.Contains(text[..space]) && !text.AsSpan(space).ContainsAnyInRange('A', 'z'))));
    }

    // Runs for every row, since any may be the last. A string is made only for fields that begin like one of the words.
    private static TotalLine? Find(SourceRows rows, int[] fields)
    {
        for (var at = 0; at < fields.Length; at++)
        {
            if (rows.Field(fields[at]) is { Length: > 2 and <= 40 } text && "tgsizTGSIZ"u8.Contains(text[0])
                && Encoding.UTF8.GetString(text) is var written && IsTotal(written))
                return new TotalLine(at, written);
        }

        return null;
    }
}
