using Metrics.Refresh.Connectors.Files;

namespace Metrics.Refresh.Connectors.Csv;

/// <summary>Leaves out the empty lines at the beginning of a text, so that a header may be below them, and counts them.</summary>
internal sealed class LeadingBlankStream(Stream inner) : ForwardStream
{
    private bool _hasBegun;

    /// <summary>How many lines were left out.</summary>
    public int Lines { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            var read = inner.Read(buffer);
            if (_hasBegun || read == 0)
                return read;
            if (Begin(buffer[..read]) is var left and > 0)
                return left;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            if (_hasBegun || read == 0)
                return read;
            if (Begin(buffer.Span[..read]) is var left and > 0)
                return left;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    // Moves what follows the line ends to the front. A byte order mark before them is no text, and is left out with them.
    private int Begin(Span<byte> bytes)
    {
        var mark = Lines == 0 && bytes.StartsWith("\ufeff"u8) ? 3 : 0;
        var at = mark;
        while (at < bytes.Length && bytes[at] is (byte)'\n' or (byte)'\r')
            at++;
        if (at == mark)
        {
            _hasBegun = true;
            return bytes.Length;
        }

        Lines += Math.Max(bytes[mark..at].Count((byte)'\n'), bytes[mark..at].Count((byte)'\r'));
        _hasBegun = at < bytes.Length;
        bytes[at..].CopyTo(bytes);
        return bytes.Length - at;
    }
}
