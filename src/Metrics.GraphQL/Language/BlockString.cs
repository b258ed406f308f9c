namespace Metrics.GraphQL.Language;

/// <summary>The indentation rules of block strings, for reading and for printing.</summary>
internal static class BlockString
{
    private static readonly string[] LineBreaks = ["\r\n", "\n", "\r"];

    /// <summary>The value of a block string's raw text (specification, BlockStringValue).</summary>
    public static string Dedent(string raw)
    {
        var lines = raw.Split(LineBreaks, StringSplitOptions.None);
        var common = int.MaxValue;
        int? first = null;
        var last = -1;
        for (var i = 0; i < lines.Length; i++)
        {
            var indent = Indent(lines[i]);
            if (indent == lines[i].Length)
                continue;
            first ??= i;
            last = i;
            if (i != 0)
                common = Math.Min(common, indent);
        }
        var dedented = lines.Select((line, i) => i == 0 ? line : line[Math.Min(common, line.Length)..]);
        return string.Join('\n', dedented.Take(last + 1).Skip(first ?? 0));
    }

    /// <summary>True when a value can be printed as a block string and read back unchanged.</summary>
    public static bool CanHold(string value)
    {
        if (value.Length == 0)
            return true;
        if (value.Any(c => c < 0x20 && c is not ('\t' or '\n') && c < 0x10) || value.Contains('\r'))
            return false;
        var lines = value.Split('\n');
        return !IsBlank(lines[0]) && !IsBlank(lines[^1])
            && (lines.Length == 1 || lines.Any(line => !IsBlank(line) && Indent(line) == 0));
    }

    /// <summary>Prints a value in triple quotes, which are on separate lines when that is more readable.</summary>
    public static string Print(string value)
    {
        var escaped = value.Replace("\"\"\"", "\\\"\"\"", StringComparison.Ordinal);
        var lines = escaped.Split(LineBreaks, StringSplitOptions.None);
        var single = lines.Length == 1;
        var forceLeading = !single && lines.Skip(1).All(line => line.Length == 0 || IsWhiteSpace(line[0]));
        var endsWithTriple = escaped.EndsWith("\\\"\"\"", StringComparison.Ordinal);
        var forceTrailing = (value.EndsWith('"') && !endsWithTriple) || value.EndsWith('\\');
        var multiple = !single || value.Length > 70 || forceTrailing || forceLeading || endsWithTriple;
        var skipLeading = single && value.Length > 0 && IsWhiteSpace(value[0]);
        var open = (multiple && !skipLeading) || forceLeading ? "\n" : "";
        var close = multiple || forceTrailing ? "\n" : "";
        return $"\"\"\"{open}{escaped}{close}\"\"\"";
    }

    private static int Indent(string line) => line.Length - line.AsSpan().TrimStart(" \t").Length;

    private static bool IsBlank(string line) => Indent(line) == line.Length;

    private static bool IsWhiteSpace(char c) => c is ' ' or '\t';
}
