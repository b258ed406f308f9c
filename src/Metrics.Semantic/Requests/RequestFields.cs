using System.Text.Json;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Requests;

/// <summary>The keys of one object of a body, read by type; what does not fit becomes a problem with its place.</summary>
internal sealed class RequestFields
{
    private readonly Dictionary<string, JsonElement> _values = [];
    private readonly RequestProblems _problems;
    private readonly string _prefix;

    /// <param name="value">The object.</param>
    /// <param name="path">Where it is; empty for the body itself.</param>
    /// <param name="known">The keys that are read.</param>
    /// <param name="notYet">The keys of a later release.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public RequestFields(
        JsonElement value, string path, IReadOnlyCollection<string> known, IReadOnlyCollection<string> notYet, RequestProblems problems)
    {
        (_problems, _prefix) = (problems, path.Length == 0 ? "" : path + ".");
        foreach (var property in value.EnumerateObject())
        {
            if (problems.Full)
                break;
            if (property.Value.ValueKind == JsonValueKind.Null && (known.Contains(property.Name) || notYet.Contains(property.Name)))
                continue;
            if (known.Contains(property.Name))
                _values[property.Name] = property.Value;
            else if (notYet.Contains(property.Name))
                problems.NotYet(_prefix + property.Name);
            else
                problems.Add(
                    _prefix.Length == 0 ? "body" : path, $"unknown key {RequestProblems.Quoted(property.Name)}", null,
                    NearestNames.To(property.Name, known));
        }
    }

    public JsonElement? Find(string key) => _values.TryGetValue(key, out var value) ? value : null;

    public string Path(string key) => _prefix + key;

    public string? Text(string key)
    {
        if (Find(key) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString();
        _problems.WrongType(Path(key), "a text", value);
        return null;
    }

    /// <summary>True or false, from a URL as a word too.</summary>
    public bool Flag(string key, bool otherwise)
    {
        switch (Find(key))
        {
            case null:
                return otherwise;
            case { ValueKind: JsonValueKind.True }:
                return true;
            case { ValueKind: JsonValueKind.False }:
                return false;
            case { ValueKind: JsonValueKind.String } word when word.GetString() is "true" or "false":
                return word.GetString() == "true";
            case { } other:
                _problems.WrongType(Path(key), "true or false", other);
                return otherwise;
        }
    }

    /// <summary>One of a closed set of words; the first when nothing is said.</summary>
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
        var fits = value.ValueKind == JsonValueKind.Number ? value.TryGetInt64(out var number) : Digits(value, alsoText, out number);
        if (fits && number >= 0 && number <= most)
            return number;
        _problems.WrongType(Path(key), $"a whole number from 0 to {most}", value);
        return null;
    }

    /// <summary>The items of a list, each read by itself, with its place.</summary>
    public EquatableList<T> List<T>(string key, int most, Func<JsonElement, string, T?> read)
        where T : class
    {
        if (Find(key) is not { } value)
            return default;
        if (value.ValueKind != JsonValueKind.Array)
        {
            _problems.WrongType(Path(key), "a list", value, "put it in [ ]");
            return default;
        }

        if (value.GetArrayLength() > most)
        {
            _problems.Add(Path(key), $"{value.GetArrayLength()} items are more than the {most} it may have");
            return default;
        }

        return value.EnumerateArray().Select((item, i) => read(item, $"{Path(key)}[{i}]")).OfType<T>().ToEquatableList();
    }

    private static bool Digits(JsonElement value, bool allowed, out long number)
    {
        number = 0;
        return allowed && value.ValueKind == JsonValueKind.String
            && long.TryParse(value.GetString(), System.Globalization.NumberStyles.None, null, out number);
    }
}
