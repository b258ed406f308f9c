using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Reading;

/// <summary>
/// Reads the keys of one mapping by type, reporting each problem at its place; <see cref="Finish()"/> reports keys that were not read.
/// </summary>
public sealed class MappingReader
{
    // A longer list is hard to read in one line of a console.
    private const int MostKeysTold = 12;

    private readonly YamlValue.Mapping _mapping;
    private readonly ICollection<Diagnostic> _problems;
    private readonly HashSet<string> _known = [];
    private Dictionary<string, string>? _elsewhere;

    /// <summary>A reader over a mapping.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="problems">Receives the problems found.</param>
    /// <param name="what">What it describes, for messages: <c>source table</c>.</param>
    public MappingReader(YamlValue.Mapping mapping, ICollection<Diagnostic> problems, string what) =>
        (_mapping, _problems, What) = (mapping, problems, what);

    /// <summary>What the mapping describes.</summary>
    public string What { get; }

    /// <summary>Where the mapping begins.</summary>
    public SourceLocation Location => _mapping.Location;

    /// <summary>The keys as written.</summary>
    public IEnumerable<YamlEntry> Entries => _mapping.Entries;

    /// <summary>A reader over a value that must be a mapping; null, with a diagnostic, when it is not.</summary>
    public static MappingReader? Of(YamlValue value, ICollection<Diagnostic> problems, string what)
    {
        if (value is YamlValue.Mapping mapping)
            return new MappingReader(mapping, problems, what);
        problems.Add(new Diagnostic(DiagnosticCode.WrongValue, $"{what}: expected keys and values", value.Location));
        return null;
    }

    /// <summary>True when the key is there, with or without a value.</summary>
    public bool Has(string key)
    {
        _known.Add(key);
        return _mapping.Entries.Any(e => e.Key.Text == key);
    }

    /// <summary>The value of a key as written, or null.</summary>
    public YamlValue? Raw(string key)
    {
        _known.Add(key);
        foreach (var entry in _mapping.Entries)
        {
            if (entry.Key.Text == key)
                return entry.Value is YamlValue.Scalar { IsNull: true } ? null : entry.Value;
        }

        return null;
    }

    /// <summary>The place of a key's value; the mapping's place when the key is absent.</summary>
    public SourceLocation At(string key) => Raw(key)?.Location ?? Location;

    /// <summary>A text, or null when absent.</summary>
    public string? Text(string key)
    {
        switch (Raw(key))
        {
            case null:
                return null;
            case YamlValue.Scalar scalar:
                return scalar.Text;
            case var other:
                Wrong(key, "a text", other.Location);
                return null;
        }
    }

    /// <summary>A text that must be there; empty, with a diagnostic, when it is not.</summary>
    public string Required(string key)
    {
        if (Raw(key) is null)
            _problems.Add(new Diagnostic(DiagnosticCode.MissingKey, $"{What}: '{key}' is missing", Location));
        return Text(key) ?? "";
    }

    /// <summary>True or false; the default when absent.</summary>
    public bool Flag(string key, bool otherwise = false)
    {
        var text = Text(key);
        switch (text)
        {
            case null: return otherwise;
            case "true" or "True" or "TRUE": return true;
            case "false" or "False" or "FALSE": return false;
            default:
                Wrong(key, "true or false", At(key));
                return otherwise;
        }
    }

    /// <summary>A whole number, or null when absent.</summary>
    public long? Integer(string key, long atLeast = long.MinValue)
    {
        if (Text(key) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= atLeast)
            return number;
        Wrong(key, atLeast == long.MinValue ? "a whole number" : $"a whole number of at least {atLeast}", At(key));
        return null;
    }

    /// <summary>One word of a closed set; the default when absent.</summary>
    public T Word<T>(string key, T otherwise, params IReadOnlyList<(string Word, T Meaning)> words)
    {
        if (Text(key) is not { } text)
            return otherwise;
        foreach (var (word, meaning) in words)
        {
            if (word == text)
                return meaning;
        }

        var known = words.Select(w => w.Word).ToList();
        _problems.Add(new Diagnostic(
            DiagnosticCode.WrongValue,
            $"{What}: '{text}' is not a {key}; expected {string.Join(", ", known)}",
            At(key),
            Candidates: NearestNames.To(text, known)));
        return otherwise;
    }

    /// <summary>A list of texts; a single text counts as a list of one.</summary>
    public EquatableList<string> Texts(string key)
    {
        switch (Raw(key))
        {
            case null:
                return [];
            case YamlValue.Scalar scalar:
                return [scalar.Text];
            case YamlValue.Sequence sequence when sequence.Items.All(i => i is YamlValue.Scalar):
                return sequence.Items.Select(i => ((YamlValue.Scalar)i).Text).ToEquatableList();
            case var other:
                Wrong(key, "a list of texts", other.Location);
                return [];
        }
    }

    /// <summary>The items of a list; none when absent.</summary>
    public EquatableList<YamlValue> Items(string key)
    {
        switch (Raw(key))
        {
            case null:
                return [];
            case YamlValue.Sequence sequence:
                return sequence.Items;
            case var other:
                Wrong(key, "a list", other.Location);
                return [];
        }
    }

    /// <summary>Readers over a list of mappings.</summary>
    public IEnumerable<MappingReader> Mappings(string key, string what) =>
        Items(key).Select(item => Of(item, _problems, what)).OfType<MappingReader>().ToList();

    /// <summary>A reader over a nested mapping, or null when absent.</summary>
    public MappingReader? Mapping(string key, string what) => Raw(key) is { } value ? Of(value, _problems, what) : null;

    /// <summary>Adds a diagnostic about this mapping.</summary>
    public void Report(
        DiagnosticCode code, string message, SourceLocation? at = null, string? hint = null, IEnumerable<string>? known = null,
        string? near = null) =>
        _problems.Add(new Diagnostic(code, message, at ?? Location, hint, near is null ? default : NearestNames.To(near, known ?? [])));

    /// <summary>Names keys that are unknown here but belong outside this mapping, so that their report says where.</summary>
    public void Belong(string where, params ReadOnlySpan<string> keys)
    {
        _elsewhere ??= [];
        foreach (var key in keys)
            _elsewhere[key] = where;
    }

    /// <summary>Reports every key that nothing has asked for.</summary>
    public void Finish() => Finish(DiagnosticCode.UnknownKey);

    /// <summary>Reports every key that nothing has asked for, with a code that sets the severity.</summary>
    public void Finish(DiagnosticCode code)
    {
        var unknown = _mapping.Entries.Where(e => !_known.Contains(e.Key.Text)).ToList();
        // A file of another tool has nothing but such keys, so they are reported as one problem.
        if (code.Severity == DiagnosticSeverity.Warning
            && unknown.Where(e => NearestNames.To(e.Key.Text, _known).Count == 0).ToList() is { Count: > 1 } foreign)
        {
            var keys = string.Join(", ", foreign.Select(e => $"'{e.Key.Text}'"));
            _problems.Add(new Diagnostic(code, $"{What}: unknown keys {keys}", foreign[0].Key.Location));
            unknown = [.. unknown.Except(foreign)];
        }

        foreach (var entry in unknown)
        {
            var where = _elsewhere?.GetValueOrDefault(entry.Key.Text);
            var near = where is null ? NearestNames.To(entry.Key.Text, _known) : default;
            _problems.Add(new Diagnostic(
                code,
                $"{What}: unknown key '{entry.Key.Text}'",
                entry.Key.Location,
                where is not null ? $"it belongs {where}"
                    : near.Count == 0 && _known.Count is > 0 and <= MostKeysTold ? $"the keys here are {string.Join(", ", _known)}" : null,
                near));
        }
    }

    private void Wrong(string key, string expected, SourceLocation at) =>
        _problems.Add(new Diagnostic(DiagnosticCode.WrongValue, $"{What}: '{key}' must be {expected}", at));
}
