using System.Globalization;
using System.Text;
using Metrics.Domain;
using Metrics.Refresh.Connectors.Csv;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>The format of a delimited file, as inferred from its rows.</summary>
/// <param name="Csv">The options of its declaration.</param>
/// <param name="Names">Its columns' names as the file has them; <c>column_1</c> and so on without a header.</param>
/// <param name="Doubts">Choices that may be wrong.</param>
internal sealed record DraftedForm(CsvOptions Csv, EquatableList<string> Names, EquatableList<string> Doubts)
{
    /// <summary>True when the file is all ASCII, which UTF-8 and the code pages of Windows encode alike.</summary>
    public bool IsAscii { get; init; }

    /// <summary>For JSON: by column, the header (a path) that would read a value inside an object that is kept whole.</summary>
    public EquatableList<(string Header, string Inner)> Inner { get; init; }

    // Enough to infer the format; types are inferred from more rows.
    private const int Records = 300;

    // A header is looked for below at most this many lines; more are unusual.
    private const int MostAbove = 20;
    private const int FewestBelow = 3;

    /// <summary>The encoding of files that are not UTF-8.</summary>
    public const string Western = "windows-1252";

    /// <summary>What to do about wrong quotes.</summary>
    public const string HowToQuote = "a field with a quote in it must be in quotes, with each quote inside written twice (\"12\"\" pipe\")";

    private static readonly (char Sign, bool BlankRuns)[] Delimiters =
        [(',', false), (';', false), ('\t', false), ('|', false), ('~', false), (' ', true)];

    /// <summary>Infers a file's format.</summary>
    /// <returns>The form, or why it cannot be read as rows.</returns>
    public static async Task<(DraftedForm? Form, string? Problem)> FindAsync(SourceTable table, CancellationToken ct)
    {
        var doubts = new List<string>();
        var (encoding, isAscii) = await EncodingAsync(table, ct);
        if (encoding == Western && Utf8Text.IsMarked(table))
        {
            encoding = "utf-8";
            doubts.Add("it has a byte order mark of UTF-8, and bytes of another encoding: rows with those are rejected; write it again in "
                + "one encoding");
        }

        table = table with { Csv = table.Csv with { Encoding = encoding, HasHeader = false } };
        if (encoding == Western)
            doubts.Add($"it is not UTF-8, and was read as {Western}; check that its accents are right ('encoding'); a later file in "
                + "UTF-8 fails the table: all its files have one encoding");
        var readings = new List<Parted>();
        foreach (var delimiter in Delimiters)
            readings.Add(await ReadAsync(table, delimiter, ct));
        if (Best(readings, OwnSign(table.Csv.Path)) is not { } best)
            return (null, "it has no rows");
        if (best.IsBinary)
            return (null, "it is no text: it has NUL characters");
        // If no delimiter splits the records evenly, wrong quotes may be why.
        var whole = readings.ConvertAll(r => r with { Share = r.WholeShare });
        if (best.Share < Parted.Even && Best(whole, OwnSign(table.Csv.Path)) is { IsEven: true, Torn: > 0 } torn)
            best = torn;
        if (best.IsAllTorn)
        {
            return (null, string.Create(
                CultureInfo.InvariantCulture,
                $"the quotes of its first {best.Torn:N0} rows are wrong (line {best.FirstTorn.Line}: {best.FirstTorn.Problem}): "
                + $"{HowToQuote}"));
        }

        if (best.Share < 0.9)
        {
            doubts.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"only {best.Share:P0} of its first rows have {best.Fields} fields; the others would be rejected"));
        }

        var first = best.Records[0];
        if (Above(best) is var above and > 0)
        {
            return (null, string.Create(
                CultureInfo.InvariantCulture,
                $"the text above its header is neither header nor row (maybe a title or a note): remove the first "
                + $"{(above == 1 ? "line that is" : $"{above} lines that are")} not empty"));
        }

        var (hasHeader, doubt) = Header.Find(best.Records);
        if (doubt is not null)
            doubts.Add(doubt);
        var csv = table.Csv with { Delimiter = best.Delimiter.Sign, BlankRuns = best.Delimiter.BlankRuns, HasHeader = hasHeader };
        var names = hasHeader ? first.Take(Array.FindLastIndex(first, f => f.Length > 0) + 1)
            : Enumerable.Range(1, best.Fields).Select(n => $"column_{n}");
        return (new DraftedForm(csv, names.ToEquatableList(), doubts.ToEquatableList()) { IsAscii = isAscii }, null);
    }

    /// <summary>The form that reads both files; null when no declaration does.</summary>
    public DraftedForm? With(DraftedForm other)
    {
        if (other.Names != Names || Written(other) != Written(this))
            return null;
        if (other.Csv.Encoding == Csv.Encoding)
            return this with { IsAscii = IsAscii && other.IsAscii };
        // An ASCII file does not tell its encoding, and windows-1252 reads it too. UTF-16 would misread it.
        return IsAscii && other.Csv.Encoding == Western ? other : other.IsAscii && Csv.Encoding == Western ? this : null;
    }

    /// <summary>True when the other file has the same columns, in another order or with capitals elsewhere.</summary>
    public bool IsInOtherOrder(DraftedForm other) => other.Names != Names && Written(other) == Written(this)
        && other.Names.Order(StringComparer.OrdinalIgnoreCase)
            .SequenceEqual(Names.Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);

    private static CsvOptions Written(DraftedForm form) => form.Csv with { Path = "", Encoding = "" };

    // The number of lines above the header. They are shorter than most: a title fills one field, a program's note about the file a few.
    private static int Above(Parted parted)
    {
        static int Filled(string[] record) => record.Count(f => f.Length > 0);
        var (first, most) = (Filled(parted.Records[0]), parted.Fields);
        var isShort = parted.Records.Count > 1 && most >= 2 && first < most
            && (first == 1 || first * 2 <= most || parted.Records[0][0].StartsWith("sep=", StringComparison.OrdinalIgnoreCase));
        if (!isShort)
            return 0;
        var header = parted.Records.FindIndex(1, r => r.Length == most && Filled(r) * 10 >= most * 8);
        return header < 0 || header > MostAbove ? 0 : header;
    }

    // The delimiter that the file's extension stands for.
    private static char? OwnSign(string path) => LoadableFiles.Extension(path) switch
    {
        ".tsv" or ".tab" => '\t',
        ".psv" => '|',
        _ => null,
    };

    // Blanks occur in all texts, so they are the delimiter only if no other sign is.
    private static Parted? Best(List<Parted> readings, char? own)
    {
        var filled = readings.FindAll(r => r.Records.Count > 0);
        return filled.Where(r => r.MayPart && !r.Delimiter.BlankRuns).MaxBy(r => r.Rank(own))
            ?? filled.Find(r => r.MayPart && r.Delimiter.BlankRuns && r.IsEven) ?? filled.FirstOrDefault();
    }

    // A byte order mark is honoured where the file is opened. Without one, bytes that are not UTF-8 are taken as windows-1252.
    private static async Task<(string Name, bool IsAscii)> EncodingAsync(SourceTable table, CancellationToken ct)
    {
        const int Most = 64 * 1024 * 1024;
        var (bytes, utf8) = Utf8Text.Open(table, asDeclared: false);
        using var file = bytes;
        await using var text = utf8;
        var buffer = new byte[OpenedFile.BufferSize];
        var (decoder, signs) = (new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder(), new char[OpenedFile.BufferSize + 1]);
        var isAscii = true;
        try
        {
            for (int total = 0, read; total < Most && (read = await text.ReadAsync(buffer, ct)) > 0; total += read)
            {
                var part = buffer.AsSpan(0, read);
                if (total == 0 && Utf16(part) is { } wide)
                    return (wide, false);
                isAscii = isAscii && Ascii.IsValid(part);
                decoder.GetChars(part, signs, flush: false);
            }

            return ("utf-8", isAscii);
        }
        catch (DecoderFallbackException)
        {
            return (Western, false);
        }
    }

    // In Western text as UTF-16, every second byte is zero.
    private static string? Utf16(ReadOnlySpan<byte> start)
    {
        var (even, odd, half) = (0, 0, Math.Min(start.Length, 4096) / 2);
        for (var at = 0; at < half * 2; at++)
            (even, odd) = (even + (start[at] == 0 && at % 2 == 0 ? 1 : 0), odd + (start[at] == 0 && at % 2 == 1 ? 1 : 0));
        return half < 4 ? null : odd > half * 0.6 ? "utf-16" : even > half * 0.6 ? "utf-16BE" : null;
    }

    private static async Task<Parted> ReadAsync(SourceTable table, (char Sign, bool BlankRuns) delimiter, CancellationToken ct)
    {
        var records = new List<string[]>();
        var (bad, torn, first) = (0, 0, default((long, string?)));
        try
        {
            var csv = table.Csv with { Delimiter = delimiter.Sign, BlankRuns = delimiter.BlankRuns };
            using var rows = await CsvRows.OpenAsync(table with { Csv = csv }, ct);
            while (records.Count < Records && await rows.ReadAsync(ct))
            {
                if (rows.Raw.IsEmpty)
                    continue;
                if (rows.QuoteProblem is { } problem)
                    (bad, torn, first) = (bad + 1, torn + 1, torn == 0 ? (rows.Line, problem) : first);
                var fields = new string[rows.FieldCount];
                for (var at = 0; at < fields.Length; at++)
                    fields[at] = Encoding.UTF8.GetString(rows.Field(at)).Trim('\uFEFF', ' ');
                records.Add(fields);
            }
        }
        catch (Connectors.SourceException) when (records.Count > 0)
        {
            // A quote that is never closed speaks against this delimiter, so the records before it count as bad.
            bad += records.Count;
        }

        if (records.Count == 0)
            return new Parted(records, 0, 0, 0, delimiter);
        // A totals line at the end does not tell how many fields the others have.
        if (records.Count is > 2 and < Records && TotalWords.IsTotal(records[^1][0]))
            records.RemoveAt(records.Count - 1);
        var most = records.GroupBy(r => r.Length).MaxBy(g => g.Count())!;
        double Of(int wrong) => Share(records, most.Key, most.Count() - wrong);
        return new Parted(records, most.Key, Of(bad), Of(bad - torn), delimiter)
        {
            Torn = torn, FirstTorn = first,
        };
    }

    private static double Share(List<string[]> records, int fields, double good)
    {
        var share = good / records.Count;
        if (records[0].Length == fields)
            return share;
        // If all lines below a title are even, the delimiter ranks nearly as high as without a title, which is reported later.
        var (above, below) = (records.FindIndex(r => r.Length == fields), 0.0);
        if (above <= MostAbove && records.Count - above >= FewestBelow)
            below = good / (records.Count - above) * (Parted.Even + 0.01);
        return Math.Max(share / 2, below);
    }

    // The records as one delimiter splits them: the most frequent number of fields, and the share of records that have it; without those
    // whose quotes are wrong, and with them.
    private sealed record Parted(
        List<string[]> Records, int Fields, double Share, double WholeShare, (char Sign, bool BlankRuns) Delimiter)
    {
        public const double Even = 0.95;

        // How many records have wrong quotes, with the line and the fault of the first of them.
        public int Torn { get; init; }

        public (long Line, string? Problem) FirstTorn { get; init; }

        // One such character may be an error of the program that wrote the text.
        public bool IsBinary => Records.Count(HasNul) is var with && with * 10 >= Records.Count && (with > 1 || HasNul(Records[0]));

        private static bool HasNul(string[] record) => Array.Exists(record, f => f.Contains('\0', StringComparison.Ordinal));

        // A header rarely has quotes, so it may be the only line that is right.
        public bool IsAllTorn => Torn > 0 && Torn >= Math.Max(1, Records.Count - 1);

        public bool IsEven => Share >= Even;

        // The comma is the default, so it needs no agreement among records.
        public bool MayPart => Fields >= 2 && (Share >= 0.5 || Delimiter.Sign == ',');

        // A comma that splits all records evenly may be a decimal comma or belong to texts, so it ranks after every other sign that does.
        // If no sign splits them evenly, agreement among records counts for more than the number of fields.
        public (bool IsOwn, bool IsEven, bool IsNoComma, int Fields, double Share, int Uneven) Rank(char? own) =>
            (Delimiter.Sign == own && Share >= 0.5, IsEven, IsEven && Delimiter.Sign != ',', IsEven ? Fields : 0, Share, Fields);
    }
}
