using System.Buffers;
using System.Text.Json;

namespace Metrics.Samples.Making;

/// <summary>Writes NDJSON, an object a line, through one buffer.</summary>
internal sealed class JsonLines : IAsyncDisposable
{
    private const int FullAt = 256 * 1024;

    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _buffer = new(FullAt + (16 * 1024));
    private readonly Utf8JsonWriter _json;

    public JsonLines(Stream stream)
    {
        _stream = stream;
        _json = new Utf8JsonWriter(_buffer);
    }

    public async ValueTask WriteAsync(Action<Utf8JsonWriter> properties, CancellationToken ct)
    {
        _json.WriteStartObject();
        properties(_json);
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= FullAt)
            await FlushAsync(ct);
    }

    public async ValueTask FlushAsync(CancellationToken ct)
    {
        await _stream.WriteAsync(_buffer.WrittenMemory, ct);
        _buffer.ResetWrittenCount();
    }

    public async ValueTask DisposeAsync()
    {
        await _json.DisposeAsync();
        await _stream.DisposeAsync();
    }
}
