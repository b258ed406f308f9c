using System.Text;

namespace Metrics.Api.Tests.Storefront;

/// <summary>A plain reader of RFC 4180, independent of the product's.</summary>
internal static class CsvText
{
    /// <summary>All records, the header included; an unquoted empty field is null.</summary>
    public static List<string?[]> Parse(string text)
    {
        var (rows, row, field, quoted, wasQuoted) = (new List<string?[]>(), new List<string?>(), new StringBuilder(), false, false);
        void EndField()
        {
            row.Add(field.Length == 0 && !wasQuoted ? null : field.ToString());
            field.Clear();
            wasQuoted = false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                field.Append(text[i++]);
            else if (c == '"')
                (quoted, wasQuoted) = (!quoted, true);
            else if (quoted || (c is not ',' and not '\n' and not '\r'))
                field.Append(c);
            else if (c == ',')
                EndField();
            else if (c == '\n')
            {
                EndField();
                rows.Add([.. row]);
                row.Clear();
            }
        }

        if (field.Length > 0 || row.Count > 0)
        {
            EndField();
            rows.Add([.. row]);
        }

        return rows;
    }

    /// <summary>The records as dictionaries by the header's names.</summary>
    public static List<Dictionary<string, string?>> Read(string file)
    {
        var rows = Parse(File.ReadAllText(file));
        return rows.Skip(1).Select(r => rows[0].Zip(r).ToDictionary(p => p.First!, p => p.Second)).ToList();
    }
}
