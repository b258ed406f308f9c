using System.Buffers;

namespace Metrics.Api.Doors.GraphQL;

/// <summary>Collects a response's bytes up to a cap.</summary>
internal sealed class CappedBuffer(long cap) : IBufferWriter<byte>
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public bool IsOver => _bytes.WrittenCount > cap;

    public void Advance(int count) => _bytes.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => IsOver ? throw new BeyondCapException() : _bytes.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Thrown when the response exceeds the cap.</summary>
    public sealed class BeyondCapException : Exception;
}
