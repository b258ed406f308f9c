using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Reads dbt's filters: SQL with names in double braces, one text or a list of them.</summary>
internal static class AuthorFilterReader
{
    public static EquatableList<AuthorFilter> Read(MappingReader reader, string key, DefinitionKey by, DefinitionSet set, ICollection<Diagnostic> problems)
    {
        var grammar = new Grammar($"{reader.What}: {key}", problems);
        var filters = new List<AuthorFilter>();
        foreach (var scalar in Scalars(reader, key))
        {
            if (grammar.AuthorFilter(scalar) is not { } filter)
                continue;
            filters.Add(filter);
            set.Uses.AddRange(filter.Names.Select(n => new Use(by, UseOf.GroupBy, n.Text, scalar.Location)));
        }

        return filters.ToEquatableList();
    }

    private static IReadOnlyList<YamlValue.Scalar> Scalars(MappingReader reader, string key)
    {
        switch (reader.Raw(key))
        {
            case null:
                return [];
            case YamlValue.Scalar one:
                return [one];
            case YamlValue.Sequence many when many.Items.All(i => i is YamlValue.Scalar):
                return many.Items.OfType<YamlValue.Scalar>().ToList();
            case var other:
                reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: '{key}' must be a condition or a list of them", other.Location);
                return [];
        }
    }
}
