using System.Text;
using Metrics.Refresh.Connectors;

namespace Metrics.Refresh.Drafting;

/// <summary>A word for totals and the column, by its place, that it stands in.</summary>
internal readonly record struct TotalLine(int At, string Word);

/// <summary>Lines that may add up the others: which word for totals stands where, and whether only in the last line of a file.</summary>
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

    /// <summary>Those that stand at the end of files and nowhere else: they add up the others.</summary>
    public IReadOnlySet<TotalLine> AtTheEnd => _seen.Where(s => s.Value.Rows == s.Value.Last).Select(s => s.Key).ToHashSet();

    /// <summary>Those that stand elsewhere: the name of a shop perhaps, or they add up some of the others.</summary>
    public IEnumerable<TotalLine> Elsewhere => _seen.Where(s => s.Value.Rows != s.Value.Last).Select(s => s.Key);

    /// <summary>Last lines that begin with such a word and have another number of fields than the others.</summary>
    public long Ragged { get; private set; }

    /// <summary>The word of the first of them.</summary>
    public string? RaggedWord { get; private set; }

    /// <summary>How many rows have the word there.</summary>
    public long RowsOf(TotalLine line) => _seen.GetValueOrDefault(line).Rows;

    /// <summary>Takes in the row at hand.</summary>
    /// <returns>The word that stands in it; null for none.</returns>
    public TotalLine? See(SourceRows rows, int[] fields)
    {
        (_here, _ragged) = (Find(rows, fields), null);
        if (_here is { } here)
            _seen[here] = (_seen.GetValueOrDefault(here).Rows + 1, _seen.GetValueOrDefault(here).Last);
        return _here;
    }

    /// <summary>Takes in a row that has another number of fields than the others.</summary>
    public void SeeRagged(SourceRows rows, char delimiter)
    {
        var raw = rows.Raw.TrimStart((byte)' ');
        var end = raw.IndexOf((byte)delimiter);
        var first = Encoding.UTF8.GetString(end < 0 ? raw.TrimEnd("\r\n"u8) : raw[..end]).Trim('"', ' ');
        (_here, _ragged) = (null, IsTotal(first) ? first : null);
    }

    /// <summary>Said when a file's last row was seen.</summary>
    public void EndFile()
    {
        if (_ragged is not null)
            (Ragged, RaggedWord, _ragged) = (Ragged + 1, RaggedWord ?? _ragged, null);
        if (_here is { } last)
            _seen[last] = (_seen[last].Rows, _seen[last].Last + 1);
        _here = null;
    }

    /// <summary>True for a word for totals. A month or a number may stand behind it; with another word behind it Total is a name.</summary>
    public static bool IsTotal(string written)
    {
        var text = written.Trim().TrimEnd(':');
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return TotalWords.Contains(text) || (space > 0 && (PartWords.Contains(text[..space])
            || (TotalWords.Contains(text[..space]) && !text.AsSpan(space).ContainsAnyInRange('A', 'z'))));
    }

    // Looked for in each row, so that the last one's stands in the end; a text is made only of what begins as one of the words does.
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
