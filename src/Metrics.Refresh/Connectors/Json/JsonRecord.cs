using System.Text.Json;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Json;

/// <summary>One record split into the wanted fields. Its buffers are reused for the next record.</summary>
internal sealed class JsonRecord(JsonPath root, FieldPlace[] places)
{
    private readonly (int Start, int Length, bool Unescaped, JsonTokenType Token)[] _fields =
        new (int, int, bool, JsonTokenType)[places.Length];

    private readonly bool[] _asJson = [.. places.Select(p => p.Column.Type.Kind == ColumnKind.Json)];
    private byte[] _unescaped = new byte[1024];
    private int _used;
    private long _number;
    private string? _repeated;

    private readonly JsonSurplus _surplus = new();

    /// <summary>Undeclared top-level properties of the records read so far.</summary>
    public IReadOnlyCollection<string> Surplus => _surplus.Names;

    public bool HasSurplus => !_surplus.IsEmpty;

    /// <summary>For each field, whether any record so far had it.</summary>
    public bool[] Seen { get; } = new bool[places.Length];

    /// <summary>Reads a record. Null on success, else what is wrong with it.</summary>
    public string? Read(ReadOnlySpan<byte> record)
    {
        Array.Clear(_fields);
        _used = 0;
        _number++;
        _repeated = null;
        try
        {
            var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = 1_000 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return "is not a JSON object";
            Walk(ref reader, root, isRecord: true);
            // Which of the values is meant cannot be known.
            return reader.Read() ? "has something after its object" : _repeated is null ? null : $"has '{_repeated}' more than once";
        }
        catch (JsonException)
        {
            return "is not valid JSON";
        }
        catch (InvalidOperationException)
        {
            return "has an invalid escape sequence";
        }
    }

    public ReadOnlySpan<byte> Field(ReadOnlySpan<byte> record, int field)
    {
        var (start, length, unescaped, _) = _fields[field];
        return unescaped ? _unescaped.AsSpan(start, length) : record.Slice(start, length);
    }

    public bool IsQuoted(int field) => _fields[field].Token == JsonTokenType.String;

    public bool IsNumber(int field) => _fields[field].Token == JsonTokenType.Number;

    private void Walk(ref Utf8JsonReader reader, JsonPath at, bool isRecord)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var next = at.Find(ref reader);
            if (next is null && isRecord)
                _surplus.Add(reader);
            if (next is not null)
            {
                if (next.Record == _number && !next.IsDropped)
                    _repeated ??= reader.GetString();
                next.Record = _number;
            }

            reader.Read();
            if (next is null)
            {
                reader.Skip();
                continue;
            }

            var value = reader;
            foreach (var field in next.Fields)
                Take(value, field);
            if (reader.TokenType == JsonTokenType.StartObject && !next.IsLeaf)
                Walk(ref reader, next, isRecord: false);
            else
                reader.Skip();
        }
    }

    private void Take(Utf8JsonReader value, int field)
    {
        Seen[field] = true;
        var start = (int)value.TokenStartIndex;
        if (value.TokenType == JsonTokenType.Null)
            _fields[field] = default;
        else if (value.TokenType != JsonTokenType.String || _asJson[field])
        {
            var token = value.TokenType;
            value.Skip();
            _fields[field] = (start, (int)value.BytesConsumed - start, false, token);
        }
        else if (!value.ValueIsEscaped)
            _fields[field] = (start + 1, value.ValueSpan.Length, false, JsonTokenType.String);
        else
        {
            if (_unescaped.Length - _used < value.ValueSpan.Length)
                Array.Resize(ref _unescaped, Math.Max(_unescaped.Length * 2, _used + value.ValueSpan.Length));
            var length = value.CopyString(_unescaped.AsSpan(_used));
            _fields[field] = (_used, length, true, JsonTokenType.String);
            _used += length;
        }
    }
}
