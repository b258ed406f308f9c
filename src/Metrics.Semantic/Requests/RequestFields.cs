using System.Globalization;
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
