namespace Metrics.Refresh.Connectors.Json;

/// <summary>What a splitter found at the beginning of the unread bytes.</summary>
/// <param name="Start">Where the record begins; negative when there is none.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Consumed">How many bytes need not be read again, the record included.</param>
/// <param name="End">True when there are no more records.</param>
internal readonly record struct JsonSplit(int Start, int Length, int Consumed, bool End)
{
    public static readonly JsonSplit More = new(-1, 0, 0, End: false);

    public static JsonSplit NoMore(int consumed) => new(-1, 0, consumed, End: true);
}

/// <summary>Finds where a record of a file ends and the next begins, without parsing its content.</summary>
internal abstract class JsonSplitter
{
    /// <param name="bytes">Unread bytes.</param>
    /// <param name="last">True when the file has no more.</param>
    /// <exception cref="FormatException">The bytes cannot be split into records; the message says why.</exception>
    public abstract JsonSplit Next(ReadOnlySpan<byte> bytes, bool last);
}

/// <summary>One record per line; empty lines are skipped.</summary>
internal sealed class JsonLineSplitter : JsonSplitter
{
    public override JsonSplit Next(ReadOnlySpan<byte> bytes, bool last)
    {
        var start = 0;
        while (start < bytes.Length && bytes[start] is (byte)'\n' or (byte)'\r' or (byte)' ' or (byte)'\t')
            start++;
        var length = bytes[start..].IndexOf((byte)'\n');
        if (length < 0 && !last)
            return JsonSplit.More;
        if (start == bytes.Length)
            return JsonSplit.NoMore(start);
        var consumed = length < 0 ? bytes.Length : start + length + 1;
        return new JsonSplit(
            start, bytes[start..(length < 0 ? bytes.Length : start + length)].TrimEnd(" \t\r"u8).Length, consumed, End: false);
    }
}

/// <summary>Objects in an array, or one after the other.</summary>
internal sealed class JsonArraySplitter : JsonSplitter
{
    private bool _inArray;
    private bool _ended;

    public override JsonSplit Next(ReadOnlySpan<byte> bytes, bool last)
    {
        var at = 0;
        for (; at < bytes.Length; at++)
        {
            switch (bytes[at])
            {
                case (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t':
                    continue;
                case (byte)',' when _inArray && !_ended:
                    continue;
                case (byte)'[' when !_inArray && !_ended:
                    _inArray = true;
                    continue;
                case (byte)']' when _inArray && !_ended:
                    (_inArray, _ended) = (false, true);
                    continue;
                case (byte)'{' when !_ended:
                    return Object(bytes, at, last);
                default:
                    throw new FormatException(_ended ? "something follows the end of the array" : "a record is not an object");
            }
        }

        if (!last)
            return new JsonSplit(-1, 0, at, End: false);
        return _inArray ? throw new FormatException("the array is never closed") : JsonSplit.NoMore(at);
    }

    private static JsonSplit Object(ReadOnlySpan<byte> bytes, int start, bool last)
    {
        var (depth, at) = (0, start);
        while (at < bytes.Length)
        {
            var next = bytes[at..].IndexOfAny("{}\""u8);
            if (next < 0)
                break;
            at += next;
            if (bytes[at] == '"')
            {
                at = EndOfString(bytes, at + 1);
                continue;
            }

            depth += bytes[at++] == '{' ? 1 : -1;
            if (depth == 0)
                return new JsonSplit(start, at - start, at, End: false);
        }

        // Only the bytes before the incomplete record are consumed; it is scanned again when more bytes have been read.
        return last ? throw new FormatException("its last record is never closed") : new JsonSplit(-1, 0, start, End: false);
    }

    private static int EndOfString(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length)
        {
            var next = bytes[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
                return bytes.Length;
            at += next;
            if (bytes[at] == '"')
                return at + 1;
            at += 2;
        }

        return bytes.Length;
    }
}
