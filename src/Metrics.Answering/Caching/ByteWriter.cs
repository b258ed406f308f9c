using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Metrics.Answering.Caching;

/// <summary>Writes numbers and texts one after the other, little-endian.</summary>
internal sealed class ByteWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    /// <summary>A non-negative integer, seven bits a byte, low bits first.</summary>
    public void Number(int value)
    {
        var span = _buffer.GetSpan(5);
        var (rest, length) = ((uint)value, 0);
        for (; rest >= 0x80; rest >>= 7)
            span[length++] = (byte)(rest | 0x80);
        span[length++] = (byte)rest;
        _buffer.Advance(length);
    }

    public void Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }

    /// <summary>Length plus one, then UTF-8; zero for null.</summary>
    public void Text(string? text)
    {
        if (text is null)
        {
            Number(0);
            return;
        }

        Number(Encoding.UTF8.GetByteCount(text) + 1);
        Encoding.UTF8.GetBytes(text, _buffer);
    }

    public void Raw<T>(ReadOnlySpan<T> values)
        where T : unmanaged => _buffer.Write(MemoryMarshal.AsBytes(values));
}

/// <summary>Reads what <see cref="ByteWriter"/> wrote.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public byte Byte() => Raw(1)[0];

    public int Number()
    {
        var (value, shift) = (0u, 0);
        while (true)
        {
            var next = Byte();
            value |= (uint)(next & 0x7f) << shift;
            if (next < 0x80)
                return (int)value;
            shift += 7;
        }
    }

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Raw(8));

    public string? Text() => Number() is var length and not 0 ? Encoding.UTF8.GetString(Raw(length - 1)) : null;

    public ReadOnlySpan<byte> Raw(int length)
    {
        var raw = _rest[..length];
        _rest = _rest[length..];
        return raw;
    }

    public T[] Values<T>(int count)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Raw(count * Marshal.SizeOf<T>())).ToArray();
}
