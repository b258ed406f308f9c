using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Names in saved queries, plain or in dbt's template forms.</summary>
internal static class QueryNames
{
    /// <summary>The texts of a list, or of a single one; anything else is reported.</summary>
    public static IReadOnlyList<YamlValue.Scalar> Scalars(MappingReader reader, string key)
    {
        var items = reader.Raw(key) is YamlValue.Scalar one ? [one] : reader.Items(key);
        foreach (var other in items.Where(i => i is not YamlValue.Scalar))
            reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: '{key}' must be a list of texts", other.Location);
        return items.OfType<YamlValue.Scalar>().ToList();
    }

    /// <summary>One name, noted as used.</summary>
    public static string Name(YamlValue.Scalar scalar, string what, DefinitionKey by, UseOf use, DefinitionSet set, ICollection<Diagnostic> problems)
    {
        var name = new Grammar(what, problems).Name(scalar);
        set.Uses.Add(new Use(by, use, name, scalar.Location));
        return name;
    }

    /// <summary>An order by columns of the answer.</summary>
    public static EquatableList<OrderItem> Order(MappingReader reader, IReadOnlyList<string> columns, ICollection<Diagnostic> problems)
    {
        var grammar = new Grammar($"{reader.What}: order_by", problems);
        var items = new List<OrderItem>();
        foreach (var scalar in Scalars(reader, "order_by"))
        {
            if (grammar.Order(scalar) is not { } item)
                continue;
            if (!columns.Contains(item.Name))
            {
                reader.Report(
                    DiagnosticCode.UnknownName, $"{reader.What}: order_by '{item.Name}' is not a column of the answer", scalar.Location,
                    known: columns, near: item.Name);
            }

            items.Add(item);
        }

        return items.ToEquatableList();
    }
}
