using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads <c>parameters:</c> of a saved query.</summary>
internal static class ParameterReader
{
    private static readonly (string Word, ParameterType Meaning)[] _types =
        [.. Enum.GetValues<ParameterType>().Select(t => (t.ToString().ToLowerInvariant(), t))];

    public static EquatableList<SavedParameter> Read(MappingReader meta, string what, ICollection<Diagnostic> problems)
    {
        var parameters = new List<SavedParameter>();
        foreach (var item in meta.Items("parameters"))
        {
            if (Titled.Read(item, problems, $"{what}: parameter", out var name) is not { } reader)
                continue;
            CheckName(reader, name, parameters);
            parameters.Add(ReadOne(reader, name));
            reader.Finish();
        }

        return parameters.ToEquatableList();
    }

    private static SavedParameter ReadOne(MappingReader reader, string name)
    {
        reader.Required("type");
        var parameter = new SavedParameter(name, reader.Word("type", ParameterType.String, _types))
        {
            Label = reader.Text("label"),
            Description = reader.Text("description"),
        };
        var allowed = reader.Words("values").Select(w => Value(reader, parameter, "values", w.Text, w.At)).OfType<FilterValue>()
            .ToEquatableList();
        var usual = reader.Said("default") is { } said ? Value(reader, parameter, "default", said.Text, said.At) : null;
        if (usual is not null && allowed.Count > 0 && !allowed.Contains(usual))
        {
            reader.Report(
                DiagnosticCode.WrongValue, $"{reader.What}: the default is not one of its values", reader.At("default"),
                known: allowed.Select(FilterText.Print), near: FilterText.Print(usual));
        }

        return parameter with { Allowed = allowed, Default = usual };
    }

    private static FilterValue? Value(MappingReader reader, SavedParameter parameter, string key, string text, SourceLocation at)
    {
        var value = parameter.Read(text);
        if (value is null)
            reader.Report(
                DiagnosticCode.WrongValue, $"{reader.What}: {key}: '{text}' is not a {parameter.TypeWord}", at,
                hint: $"write {parameter.Form}");
        return value;
    }

    // Its name must not clash with the keys of a question in a URL, nor with the arguments of a saved query in GraphQL.
    private static void CheckName(MappingReader reader, string name, List<SavedParameter> before)
    {
        var at = reader.At("name");
        if (!char.IsAsciiLetterLower(name[0]) || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            reader.Report(
                DiagnosticCode.InvalidName,
                $"{reader.What}: '{name}' is not a name: lower-case letters, digits and underscores, a letter first", at);
        else if (QuestionKeys.IsTaken(name))
            reader.Report(
                DiagnosticCode.InvalidName, $"{reader.What}: '{name}' is a key that every question has", at, hint: "rename it");
        else if (before.Find(p => FieldNames.Camel(p.Name) == FieldNames.Camel(name)) is { } same)
            reader.Report(
                DiagnosticCode.DuplicateName, $"{reader.What}: it has the same name as '{same.Name}', here or in GraphQL", at,
                hint: "rename one of them");
    }
}
