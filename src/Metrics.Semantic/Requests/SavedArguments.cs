using System.Text.Encodings.Web;
using System.Text.Json;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Requests;

/// <summary>A caller's values for the parameters of a saved query, checked and put into its question.</summary>
internal static class SavedArguments
{
    private const string Key = "parameters";
    private static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The question with its values. A missing or wrong value is a problem, and the parameter's example takes its place.</summary>
    /// <param name="saved">The saved query.</param>
    /// <param name="given">The values by name; an absent value counts as null.</param>
    /// <param name="example">Writes an example of such a question in the form of the current request.</param>
    /// <param name="problems">Collects the problems.</param>
    public static MetricQuery Fill(
        SavedQuery saved, RequestValue.Fields given, Func<SavedQuery, string> example, RequestProblems problems) =>
        saved.Filled(saved.Parameters.ToDictionary(
            p => p.Name, p => Value(saved, p, given.Find(p.Name), example, problems) ?? p.Example));

    /// <summary>The values in <c>{"parameters": {"country": "France"}}</c>; null counts as absent, as everywhere.</summary>
    public static RequestValue.Fields Read(RequestFields body, SavedQuery saved, RequestProblems problems)
    {
        if (body.Find(Key) is not { } value)
            return new RequestValue.Fields([]);
        if (value is not RequestValue.Fields entries)
        {
            problems.WrongType(Key, "an object: a value for each parameter", value);
            return new RequestValue.Fields([.. saved.Needed.Select(Reported)]);
        }

        var fields = new RequestFields(entries, Key, saved.Parameters.Select(p => p.Name).ToList(), [], problems);
        var given = new List<KeyValuePair<string, RequestValue>>();
        foreach (var parameter in saved.Parameters)
        {
            if (fields.Find(parameter.Name) is not { } found)
                continue;
            if (Text(found, parameter.Type) is not null)
                given.Add(KeyValuePair.Create(parameter.Name, found));
            else
            {
                problems.WrongType(fields.Path(parameter.Name), parameter.Form, found);
                given.Add(Reported(parameter));
            }
        }

        return new RequestValue.Fields(given);
    }

    // A value in place of one that is reported already, so that the parameter does not count as missing too.
    private static KeyValuePair<string, RequestValue> Reported(SavedParameter parameter) =>
        KeyValuePair.Create<string, RequestValue>(parameter.Name, new RequestValue.Text(Plain(parameter.Example)));

    private static FilterValue? Value(
        SavedQuery saved, SavedParameter parameter, RequestValue? given, Func<SavedQuery, string> example, RequestProblems problems)
    {
        var text = given is null ? null : Text(given, parameter.Type);
        if (text is null && given is not (null or RequestValue.Nothing))
        {
            problems.WrongType(parameter.Name, parameter.Form, given);
            return null;
        }

        if (text is null)
        {
            if (parameter.Default is null)
            {
                problems.Add(
                    parameter.Name,
                    $"the saved query '{saved.Name}' needs a value for its parameter '{parameter.Name}' "
                        + $"({parameter.TypeWord}{OneOf(parameter)})",
                    $"for example {example(saved)}");
            }

            return parameter.Default;
        }

        if (parameter.Read(text) is not { } value)
        {
            problems.Add(
                parameter.Name, $"{RequestProblems.Quoted(text)} is not a {parameter.TypeWord}",
                $"give {parameter.Form}{OneOf(parameter)}");
            return null;
        }

        if (parameter.Allowed.Count == 0 || parameter.Allowed.Contains(value))
            return value;
        problems.Add(
            parameter.Name, $"{RequestProblems.Quoted(text)} is not one of its values", $"give {parameter.Form}{OneOf(parameter)}",
            NearestNames.To(text, parameter.Allowed.Select(Plain)));
        return null;
    }

    /// <summary>A URL for the saved query, with a value for each parameter that needs one.</summary>
    public static string InUrl(SavedQuery saved) => $"/api/v1/saved-queries/{saved.Name}/result?"
        + string.Join('&', saved.Needed.Select(p => $"{p.Name}={Uri.EscapeDataString(p.ExampleText)}"));

    /// <summary>The same in a body.</summary>
    public static string InBody(SavedQuery saved)
    {
        var values = saved.Needed.Select(
            p => $"\"{p.Name}\": {(p.IsQuoted ? JsonSerializer.Serialize(p.ExampleText, _readable) : p.ExampleText)}");
        return $"{{\"saved_query\": \"{saved.Name}\", \"parameters\": {{{string.Join(", ", values)}}}}}";
    }

    private static string OneOf(SavedParameter parameter) => parameter.Allowed.Count switch
    {
        0 => "",
        <= 10 => $", one of {string.Join(", ", parameter.Allowed.Select(Plain))}",
        var many => $", one of its {many} values",
    };

    private static string Plain(FilterValue value) => SavedParameter.Plain(value);

    // A quoted number or word is accepted too, as in a URL.
    private static string? Text(RequestValue value, ParameterType type) => value switch
    {
        RequestValue.Text text => text.Value,
        RequestValue.Number number when type == ParameterType.Number => number.Digits,
        RequestValue.Flag flag when type == ParameterType.Boolean => flag.Value ? "true" : "false",
        _ => null,
    };
}
