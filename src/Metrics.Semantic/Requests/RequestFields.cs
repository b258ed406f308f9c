using System.Globalization;
using System.Text.Json;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Requests;

/// <summary>The keys of one object of a request, read by type. A value of another type becomes a problem with its place.</summary>
internal sealed class RequestFields
{
    private readonly Dictionary<string, RequestValue> _values = [];
    private readonly RequestProblems _problems;
    private readonly string _prefix;

    /// <param name="value">The object.</param>
    /// <param name="path">The object's place in the body; empty for the body itself.</param>
    /// <param name="known">The allowed keys.</param>
    /// <param name="notYet">Keys that a later release will support.</param>
    /// <param name="problems">Collects the problems.</param>
    public RequestFields(
        RequestValue.Fields value, string path, IReadOnlyCollection<string> known, IReadOnlyCollection<string> notYet,
        RequestProblems problems)
    {
        (_problems, _prefix) = (problems, path.Length == 0 ? "" : path + ".");
        foreach (var (key, said) in value.Entries)
        {
            if (problems.Full)
                break;
            if (said is RequestValue.Nothing && (known.Contains(key) || notYet.Contains(key)))
                continue;
            if (known.Contains(key))
                _values[key] = said;
            else if (notYet.Contains(key))
                problems.NotYet(_prefix + key);
            else
                problems.Add(
                    _prefix.Length == 0 ? "body" : path, $"unknown key {RequestProblems.Quoted(key)}", null, NearestNames.To(key, known));
        }
    }

    public RequestValue? Find(string key) => _values.GetValueOrDefault(key);

    public string Path(string key) => _prefix + key;

    public string? Text(string key)
    {
        if (Find(key) is not { } value)
            return null;
        if (value is RequestValue.Text text)
            return text.Value;
        _problems.WrongType(Path(key), "a text", value);
        return null;
    }

    /// <summary>True or false; a URL gives it as a word.</summary>
    public bool Flag(string key, bool otherwise)
    {
        switch (Find(key))
        {
            case null:
                return otherwise;
            case RequestValue.Flag flag:
                return flag.Value;
            case RequestValue.Text { Value: "true" or "false" } word:
                return word.Value == "true";
            case { } other:
                _problems.WrongType(Path(key), "true or false", other);
                return otherwise;
        }
    }

    /// <summary>The position of one of a closed set of words; of the first when the key is absent.</summary>
    public int Word(string key, params ReadOnlySpan<string> words)
    {
        if (Text(key) is not { } text)
            return 0;
        var index = words.IndexOf(text);
        if (index < 0)
            _problems.Add(
                Path(key), $"{RequestProblems.Quoted(text)} is not one of {string.Join(", ", words.ToArray())}", null,
                NearestNames.To(text, words.ToArray()));
        return Math.Max(index, 0);
    }

    public long? Whole(string key, long most, bool alsoText = false)
    {
        if (Find(key) is not { } value)
            return null;
        var (digits, style) = value switch
        {
            RequestValue.Number number => (number.Digits, NumberStyles.AllowLeadingSign),
            RequestValue.Text text when alsoText => (text.Value, NumberStyles.None),
            _ => ("", NumberStyles.None),
        };
        if (long.TryParse(digits, style, CultureInfo.InvariantCulture, out var whole) && whole >= 0 && whole <= most)
            return whole;
        _problems.WrongType(Path(key), $"a whole number from 0 to {most}", value);
        return null;
    }

    /// <summary>The items of a list, each read separately with its place.</summary>
    public EquatableList<T> List<T>(string key, int most, Func<RequestValue, string, T?> read)
        where T : class
    {
        if (Find(key) is not { } value)
            return default;
        if (value is not RequestValue.List list)
        {
            _problems.WrongType(Path(key), "a list", value, "put it in [ ]");
            return default;
        }

        if (list.Items.Count > most)
        {
            _problems.Add(Path(key), $"{list.Items.Count} items are more than the {most} it may have");
            return default;
        }

        return list.Items.Select((item, i) => read(item, $"{Path(key)}[{i}]")).OfType<T>().ToEquatableList();
    }
}

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

/// <summary>Every problem of one request, each with its place in the body: <c>metrics[0].share_of</c>.</summary>
internal sealed class RequestProblems
{
    // More would not help a caller, and a hostile body could have a hundred thousand.
    private const int Most = 50;
    private readonly List<Diagnostic> _found = [];

    public bool Any => _found.Count > 0;

    public bool Full => _found.Count >= Most;

    public void Add(string path, string message, string? hint = null, EquatableList<string> candidates = default) =>
        Add(new Diagnostic(DiagnosticCode.MalformedRequest, $"{path}: {message}", Hint: hint, Candidates: candidates));

    public void Add(string path, IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
            Add(diagnostic with { Message = $"{path}: {diagnostic.Message}" });
    }

    public void NotYet(string path) => Add(new Diagnostic(DiagnosticCode.NotYet, $"{path} is not supported yet"));

    public void WrongType(string path, string expected, RequestValue found, string? hint = null) =>
        Add(path, $"expected {expected}, found {Shown(found)}", hint);

    public Outcome<T> Refuse<T>()
        where T : class => Outcome<T>.Refused(_found);

    private void Add(Diagnostic diagnostic)
    {
        if (!Full)
            _found.Add(diagnostic);
    }

    private static string Shown(RequestValue value) => value switch
    {
        RequestValue.Fields => "an object",
        RequestValue.List => "a list",
        RequestValue.Text text => Quoted(text.Value),
        RequestValue.Flag flag => flag.Value ? "true" : "false",
        RequestValue.Number { Digits.Length: <= 40 } number => number.Digits,
        RequestValue.Number => "a number",
        _ => "null",
    };

    /// <summary>A caller's text for a message; a long one is not shown.</summary>
    public static string Quoted(string text) => text.Length <= 60 ? $"'{text}'" : "a long text";
}
