namespace Metrics.Refresh.Connectors.Files;

/// <summary>Remembers the last byte read through it, to know whether the text ends with a line end, and counts them.</summary>
internal sealed class LastByteStream(Stream inner) : ForwardStream
{
    private byte _last = (byte)'\n';

    public long BytesRead { get; private set; }

    /// <summary>True when text follows the last line end: a row that may be incomplete.</summary>
    public bool EndsInLine => _last is not ((byte)'\n' or (byte)'\r');

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        BytesRead += read;
        if (read > 0)
            _last = buffer[read - 1];
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        BytesRead += read;
        if (read > 0)
            _last = buffer.Span[read - 1];
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
