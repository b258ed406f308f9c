using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Files;

/// <summary>
/// Unpacks gzip and refuses what is not whole: the end of the text is reported only after every member's checksum and length were right
/// and nothing but zero padding followed the last one.
/// </summary>
/// <remarks>
/// <see cref="GZipStream"/> takes a file that breaks off for one that ends, and ignores what follows the last member. A
/// <see cref="DeflateStream"/> for each member takes more bytes than the member has, so the member's end is found by its trailer: 8 bytes
/// that are known once the text is unpacked.
/// </remarks>
internal sealed class UnpackedStream(SourceTable table, Stream packed) : ForwardStream
{
    private const int TrailerLength = 8;

    private readonly PackedBytes _bytes = new(packed);
    private readonly Crc32 _checksum = new();
    private DeflateStream? _member;
    private uint _length;
    private bool _ended;

    public override int Read(Span<byte> buffer)
    {
        while (!_ended && !buffer.IsEmpty)
        {
            if (_member is null)
                Begin();
            if (Unpack(_member!, buffer) is var read and > 0)
            {
                _checksum.Append(buffer[..read]);
                _length += (uint)read;
                return read;
            }

            End(_member!);
        }

        return 0;
    }

    // Not asynchronous underneath: files are read by blocking calls, and unpacking takes longer than reading.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _member?.Dispose();
            packed.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Begin()
    {
        Span<byte> head = stackalloc byte[10];
        foreach (ref var sign in head)
            sign = Next();
        if (head is not [0x1F, 0x8B, 8, ..])
            throw Damaged("its gzip header is wrong");
        var flags = head[3];
        if ((flags & 4) != 0)
        {
            for (var left = Next() | (Next() << 8); left > 0; left--)
                Next();
        }

        // The file's name and a comment, each ended by a zero, and the header's own checksum.
        for (var texts = ((flags >> 3) & 1) + ((flags >> 4) & 1); texts > 0;)
            texts -= Next() == 0 ? 1 : 0;
        for (var left = (flags & 2); left > 0; left--)
            Next();
        _member = new DeflateStream(_bytes, CompressionMode.Decompress, leaveOpen: true);
    }

    private int Unpack(DeflateStream member, Span<byte> buffer)
    {
        try
        {
            var read = member.Read(buffer);
            return read > 0 || !_bytes.IsExhausted ? read : throw TooEarly();
        }
        catch (InvalidDataException)
        {
            throw _bytes.IsExhausted ? TooEarly() : Damaged("its compressed data are wrong");
        }
    }

    private void End(DeflateStream member)
    {
        member.Dispose();
        _member = null;
        Span<byte> trailer = stackalloc byte[TrailerLength];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);
        if (!_bytes.SkipTo(trailer))
            throw _bytes.IsExhausted ? NotWhole() : Damaged("its checksum is not that of its text");
        _checksum.Reset();
        _length = 0;
        _ended = !_bytes.MeetsMore();
        if (!_ended && !_bytes.MeetsMember())
            throw _bytes.IsCutMember ? TooEarly() : Damaged("something that is not gzip follows its compressed data");
    }

    private byte Next() => _bytes.Next() ?? throw TooEarly();

    private SourceException TooEarly() => SourceException.Of(
        table, $"the compressed file '{table.Csv.Path}' ends too early: its last part is missing",
        "is it still being written, or was its transfer cut off? Deliver it again: under a name that begins with a dot, and rename it when "
            + "it is whole");

    // Where the trailer of the last member is not found, a part of it may be missing as well as wrong.
    private SourceException NotWhole() => SourceException.Of(
        table, $"the compressed file '{table.Csv.Path}' ends too early or is damaged: the checksum at its end is not that of its text",
        "is it still being written, or was its transfer cut off? Deliver it again: under a name that begins with a dot, and rename it when "
            + "it is whole");

    private SourceException Damaged(string how) => SourceException.Of(
        table, $"the compressed file '{table.Csv.Path}' is damaged: {how}", "'gzip -t' checks it; deliver it again");

    /// <summary>The packed bytes, of which those that were handed out last can be searched again.</summary>
    private sealed class PackedBytes(Stream inner) : ForwardStream
    {
        private byte[] _buffer = new byte[64 * 1024];
        private int _handed;
        private int _at;
        private int _end;

        /// <summary>True when more bytes were wanted than the file has.</summary>
        public bool IsExhausted { get; private set; }

        public byte? Next() => Has(1) ? _buffer[_at++] : null;

        public override int Read(Span<byte> buffer)
        {
            _handed = _at;
            if (!Has(1))
                return 0;
            var count = Math.Min(buffer.Length, _end - _at);
            _buffer.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Read(buffer.Span));

        /// <summary>Continues behind the first such bytes among those handed out last and the next few; false if there are none.</summary>
        public bool SkipTo(ReadOnlySpan<byte> wanted)
        {
            Has(wanted.Length);
            var place = _buffer.AsSpan(_handed..Math.Min(_end, _at + wanted.Length)).IndexOf(wanted);
            if (place < 0)
                return false;
            _handed = _at = _handed + place + wanted.Length;
            IsExhausted = false;
            return true;
        }

        /// <summary>Skips zeros, which may pad a file to a whole number of blocks; false at the end of the file.</summary>
        public bool MeetsMore()
        {
            while (Has(1))
            {
                if (_buffer[_at] != 0)
                    return true;
                _handed = ++_at;
            }

            return false;
        }

        /// <summary>True when the file ends with the first byte of one more member.</summary>
        public bool IsCutMember => _end - _at == 1 && _buffer[_at] == 0x1F;

        public bool MeetsMember() => Has(2) && _buffer.AsSpan(_at) is [0x1F, 0x8B, ..];

        // Makes so many bytes available behind the current place, if the file has them. What was handed out last is kept.
        private bool Has(int count)
        {
            while (_end - _at < count)
            {
                if (_end == _buffer.Length)
                {
                    _buffer.AsSpan(_handed.._end).CopyTo(_buffer);
                    (_at, _end, _handed) = (_at - _handed, _end - _handed, 0);
                    if (_end == _buffer.Length)
                        Array.Resize(ref _buffer, _buffer.Length * 2);
                }

                var read = inner.Read(_buffer.AsSpan(_end));
                if (read == 0)
                {
                    IsExhausted = true;
                    return false;
                }

                _end += read;
            }

            return true;
        }
    }
}
