using System.Text;

namespace Metrics.GraphQL.Language;

/// <summary>A document's bytes, with the conversion of byte offsets to lines and columns.</summary>
internal sealed class SourceText(ReadOnlyMemory<byte> bytes)
{
    private int[]? lineStarts;

    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public TextLocation LocationOf(int offset)
    {
        lineStarts ??= FindLineStarts(Bytes.Span);
        var line = Array.BinarySearch(lineStarts, offset);
        line = line >= 0 ? line : ~line - 1;
        var column = Encoding.UTF8.GetCharCount(Bytes.Span[lineStarts[line]..offset]) + 1;
        return new TextLocation(line + 1, column);
    }

    private static int[] FindLineStarts(ReadOnlySpan<byte> bytes)
    {
        List<int> starts = [0];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\r' && i + 1 < bytes.Length && bytes[i + 1] == '\n')
                i++;
            if (bytes[i] is (byte)'\r' or (byte)'\n')
                starts.Add(i + 1);
        }
        return [.. starts];
    }
}
