namespace Metrics.Refresh.Connectors.Files;

/// <summary>
/// A text whose fields stand between runs of blanks, with one tab in the place of each run; blanks around a line go. Inside quotes all
/// stays as it is.
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

    // In place: every tab stands for a blank before it, and one of a run that an earlier read began has the room of the first byte.
    private int Shorten(Span<byte> buffer, int read)
    {
        var length = 0;
        for (var at = 1; at <= read; at++)
        {
            var sign = buffer[at];
            // A byte order mark stands before the first line, and is no part of its first field.
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
                    // A quote at the beginning of a field opens it, and so does a second one right behind one that closed it.
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
