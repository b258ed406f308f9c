using System.Text.Json;

namespace Metrics.Semantic.Requests;

/// <summary>A value as a caller gave it. Every door makes these from its own dialect, and one reader makes a question of them.</summary>
public abstract record RequestValue
{
    private RequestValue()
    {
    }

    /// <summary>A text.</summary>
    public sealed record Text(string Value) : RequestValue;

    /// <summary>A number, in the digits that it was written in.</summary>
    public sealed record Number(string Digits) : RequestValue;

    /// <summary>True or false.</summary>
    public sealed record Flag(bool Value) : RequestValue;

    /// <summary>Several, in order.</summary>
    public sealed record List(IReadOnlyList<RequestValue> Items) : RequestValue;

    /// <summary>Values by key, each key once, in the order they came in.</summary>
    public sealed record Fields(IReadOnlyList<KeyValuePair<string, RequestValue>> Entries) : RequestValue
    {
        /// <summary>The value of a key; null when the key is absent.</summary>
        public RequestValue? Find(string key)
        {
            foreach (var (name, value) in Entries)
            {
                if (name == key)
                    return value;
            }

            return null;
        }
    }

    /// <summary>An explicit <c>null</c>.</summary>
    public sealed record Nothing : RequestValue
    {
        private Nothing()
        {
        }

        /// <summary>The only instance.</summary>
        public static Nothing Instance { get; } = new();
    }

    internal static Fields OfObject(JsonElement value) =>
        new([.. value.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, Of(p.Value)))]);

    internal static RequestValue Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => new Text(value.GetString()!),
        JsonValueKind.Number => new Number(value.GetRawText()),
        JsonValueKind.True or JsonValueKind.False => new Flag(value.GetBoolean()),
        JsonValueKind.Array => new List([.. value.EnumerateArray().Select(Of)]),
        JsonValueKind.Object => OfObject(value),
        _ => Nothing.Instance,
    };
}
