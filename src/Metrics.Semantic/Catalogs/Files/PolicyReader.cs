using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Policies;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads <c>policies:</c> of a semantic model. One that cannot be read breaks its model: nobody sees by mistake what somebody wanted hidden.</summary>
internal static class PolicyReader
{
    public static EquatableList<Policy> Read(MappingReader meta, string model, ReadingFile into)
    {
        var problems = new List<Diagnostic>();
        var policies = meta.Items("policies").Select(p => Read(p, model, problems)).OfType<Policy>().ToEquatableList();
        into.Report(DefinitionKey.OfModel(model), problems);
        return policies;
    }

    private static Policy? Read(YamlValue value, string model, List<Diagnostic> problems)
    {
        if (MappingReader.Of(value, problems, $"policy of semantic model '{model}'") is not { } reader)
            return null;
        var unless = reader.Mapping("unless", $"{reader.What}: unless");
        var roles = unless is null ? [] : Texts(unless, "role");
        unless?.Finish();
        PolicyRows? rows = null;
        if (reader.Text("rows") is { } text)
        {
            var parsed = PolicyRows.Parse(text);
            foreach (var problem in parsed.Diagnostics)
                problems.Add(problem with { Code = DiagnosticCode.WrongValue, Message = $"{reader.What}: rows: {problem.Message}", Location = reader.At("rows") });
            rows = parsed.Value;
        }

        var (mask, hide) = (Texts(reader, "mask"), Texts(reader, "hide"));
        if (reader.Raw("rows") is null && mask.Count + hide.Count == 0)
            reader.Report(DiagnosticCode.MissingKey, $"{reader.What}: it holds back nothing; say rows, mask or hide", reader.Location);
        reader.Finish();
        return new Policy { UnlessRoles = roles, Rows = rows, Mask = mask, Hide = hide, Location = reader.Location };
    }

    // One or a list.
    private static EquatableList<string> Texts(MappingReader reader, string key) => reader.Raw(key) switch
    {
        null => [],
        YamlValue.Scalar one => [one.Text],
        YamlValue.Sequence many when many.Items.All(i => i is YamlValue.Scalar) => many.Items.OfType<YamlValue.Scalar>().Select(s => s.Text).ToEquatableList(),
        var other => Wrong(reader, key, other),
    };

    private static EquatableList<string> Wrong(MappingReader reader, string key, YamlValue found)
    {
        reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: '{key}' must be a name or a list of names", found.Location);
        return [];
    }
}
