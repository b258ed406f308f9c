using System.Globalization;
using System.Text;

namespace Metrics.Refresh.Drafting;

/// <summary>Columns whose values say that the numbers beside them are of several kinds, which a sum mixes.</summary>
internal static class DraftedKinds
{
    private const int MostKinds = 1_000;

    private static readonly HashSet<string> Kinds = new(
        """
        metric measure indicator indikator kennzahl merkmal kpi variable series serie scenario szenario unit units einheit uom unite unidad
        unita plan_ist soll_haben debit_credit debit_or_credit credit_debit cr_dr dr_cr sollhaben
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    // What names a kind where it stands last: indicator_name, measure_code.
    private static readonly HashSet<string> Behind = new(["name", "code", "id", "type", "typ", "kz"], StringComparer.Ordinal);

    private const int MostMarks = 20;

    // Rows whose amounts are planned, or are on the other side, whatever the column is called.
    private static readonly Dictionary<UInt128, string> Marks = Hashed(
        "Budget", "budget", "BUDGET", "Plan", "plan", "PLAN", "Forecast", "forecast", "FORECAST", "Soll", "SOLL", "Haben", "HABEN", "Debit",
        "debit", "DEBIT", "Credit", "credit", "CREDIT", "Dr", "DR", "Cr", "CR", "Credit note", "credit_note", "Credit Note", "Gutschrift",
        "Storno", "Refund", "refund", "REFUND");

    // Two letters that say it only together.
    private static readonly Dictionary<UInt128, string>[] Sides =
        [Hashed("S", "H"), Hashed("D", "C"), Hashed("s", "h"), Hashed("d", "c"), Hashed("40", "50")];

    // Rows that carry a sum to the next page or month.
    private static readonly Dictionary<UInt128, string> Carried = Hashed(
        "Übertrag", "Uebertrag", "Vortrag", "Saldovortrag", "Anfangssaldo", "Endsaldo", "Anfangsbestand", "Endbestand", "Opening balance",
        "Closing balance", "Opening Balance", "Closing Balance", "Balance brought forward", "Balance carried forward", "Solde initial",
        "Solde final", "Saldo iniziale", "Saldo finale", "Saldo inicial", "Saldo final");

    /// <summary>What is said of a table's sums; nothing where all its numbers are of one kind.</summary>
    public static IEnumerable<string> Doubts(DraftedTable table)
    {
        var summed = ValueTotals.Summed(table).Select(at => table.Columns[at]).ToList();
        if (summed.Count == 0)
            yield break;
        if (table.Columns.FirstOrDefault(c => IsKind(c) && c.Values is { Count: > 1 and <= MostKinds }) is { } kinds)
        {
            var said = string.Join(", ", summed.Select(c => $"'{c.Name}'"));
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"the numbers of {said} may be of {kinds.Values!.Count:N0} kinds, which '{kinds.Name}' names: a sum over all of them adds "
                + $"what is unlike; ask for one kind at a time, or keep one in the model in gold with a 'where'");
        }

        foreach (var column in table.Columns.Any(c => c.IsTime) ? summed.Where(c => NumberWords.MayBeRunning(c, table)) : [])
        {
            yield return $"'{column.Name}' may be all that has been added so far, as its name and the column beside it say: then no sum "
                + "over time means anything; give its measure 'non_additive_dimension' in semantic/";
        }

        foreach (var column in table.Columns.Where(c => !c.IsNumber && c.Values is not null))
        {
            if (WordOf(column, Carried) is { } word)
            {
                yield return $"rows have '{word}' in '{column.Name}', and count: if they carry a sum from other rows, leave them out "
                    + $"in the model in gold with the condition \"trim({column.Name}) is distinct from '{word}'\"";
            }

            if (column.Values!.Count <= MostMarks && !IsKind(column) && MarkOf(column) is { } mark)
            {
                yield return $"rows have '{mark}' in '{column.Name}', and their amounts are added to those of the others: if they are "
                    + "planned, or on the other side of an account, ask for one kind at a time, or change their sign in the model in gold";
            }
        }
    }

    private static string? MarkOf(DraftedColumn column) => WordOf(column, Marks)
        ?? Sides.Where(s => column.Values!.SetEquals(s.Keys)).Select(s => s.Values.First()).FirstOrDefault();

    private static string? WordOf(DraftedColumn column, Dictionary<UInt128, string> words) =>
        words.FirstOrDefault(w => column.Values!.Contains(w.Key)).Value;

    private static Dictionary<UInt128, string> Hashed(params string[] words) =>
        words.ToDictionary(w => ColumnSight.Hash(Encoding.UTF8.GetBytes(w)));

    private static bool IsKind(DraftedColumn column) => !column.IsNumber && (Kinds.Contains(column.Name)
        || (column.Words.Length > 1 && Behind.Contains(column.Words[^1]) && Kinds.Contains(string.Join('_', column.Words[..^1]))));
}
