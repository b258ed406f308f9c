namespace Metrics.Refresh.Connectors.Files;

/// <summary>
/// Replaces each run of blanks between two fields with one tab and removes blanks around a line. Text inside quotes is left unchanged.
/// </summary>
internal sealed class BlankRunStream(Stream inner) : ForwardStream
{
    private bool _lineBegins = true;
    private bool _run;
    private bool _quoted;
    private bool _closed;
    private int _marked;

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    public override int Read(Span<byte> buffer)
    {
        for (int read; (read = inner.Read(buffer[1..])) > 0;)
        {
            if (Shorten(buffer, read) is var left and > 0)
                return left;
        }

        return 0;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (int read; (read = await inner.ReadAsync(buffer[1..], cancellationToken)) > 0;)
        {
            if (Shorten(buffer.Span, read) is var left and > 0)
                return left;
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    // Works in place, since a tab replaces at least one blank. Byte 0 is left free for the tab of a run that began in an earlier read.
    private int Shorten(Span<byte> buffer, int read)
    {
        var length = 0;
        for (var at = 1; at <= read; at++)
        {
            var sign = buffer[at];
            // A byte order mark comes before the first line and is no part of its first field.
            if (_marked < Mark.Length)
            {
                if (sign == Mark[_marked])
                {
                    _marked++;
                    buffer[length++] = sign;
                    continue;
                }

                _marked = Mark.Length;
            }

            if (_quoted)
            {
                (_quoted, _closed) = (sign != '"', sign == '"');
                buffer[length++] = sign;
                continue;
            }

            switch (sign)
            {
                case (byte)' ' or (byte)'\t':
                    _run = !_lineBegins;
                    break;
                case (byte)'\n' or (byte)'\r':
                    (_run, _lineBegins) = (false, true);
                    buffer[length++] = sign;
                    break;
                default:
                    if (_run)
                        buffer[length++] = (byte)'\t';
                    // A quote opens a field at its beginning, or reopens it right after a closing quote.
                    _quoted = sign == '"' && (_run || _lineBegins || _closed);
                    (_run, _lineBegins) = (false, false);
                    buffer[length++] = sign;
                    break;
            }

            _closed = false;
        }

        return length;
    }
}
