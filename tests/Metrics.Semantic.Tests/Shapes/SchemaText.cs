using System.Globalization;
using System.Text;

namespace Metrics.Semantic.Tests.Shapes;

/// <summary>A schema as SQL's columns and as dbt's YAML.</summary>
internal static class SchemaText
{
    public static List<(string Name, string Type)> Columns(Table table)
    {
        var columns = table.Keys.Select(k => (k.Column, "int")).ToList();
        columns.AddRange([("label", "text"), ("size", "int"), ("born", "date")]);
        if (table.IsFact)
            columns.AddRange([("amount", "int"), ("flag", "boolean"), ("cat", "text"), ("at", "date")]);
        if (table.IsPartitioned)
            columns.Add(("part", "date"));
        if (table.IsVersioned)
            columns.AddRange([("valid_from", "date"), ("valid_to", "date")]);
        return columns;
    }

    public static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        DateOnly day => $"'{day:yyyy-MM-dd}'",
        bool flag => flag ? "true" : "false",
        var number => Convert.ToString(number, CultureInfo.InvariantCulture)!,
    };

    public static string Yaml(RandomSchema schema)
    {
        var yaml = new StringBuilder("semantic_models:\n");
        foreach (var table in schema.Tables)
            Write(yaml, table, schema.Simple.Where(m => m.Fact == table));
        yaml.Append("metrics:\n");
        foreach (var metric in schema.Metrics)
        {
            if (metric.Second is null)
            {
                var filter = metric.First.Filter is var (name, value)
                    ? $", filter: \"{{{{ {(IsEntity(schema, name) ? "Entity" : "Dimension")}('{name}') }}}} = {Literal(value)}\"" : "";
                yaml.Append(
                    CultureInfo.InvariantCulture,
                    $"  - {{name: {metric.Name}, type: simple, type_params: {{measure: a_{metric.Name}}}{filter}}}\n");
            }
            else if (metric.Operator == '/')
                yaml.Append(
                    CultureInfo.InvariantCulture,
                    $"  - {{name: {metric.Name}, type: ratio, type_params: {{numerator: {metric.First.Name}, denominator: "
                    + $"{metric.Second.Name}}}}}\n");
            else
                yaml.Append(
                    CultureInfo.InvariantCulture,
                    $"  - {{name: {metric.Name}, type: derived, type_params: {{expr: \"a - b\", metrics: [{{name: {metric.First.Name}, "
                    + $"alias: a}}, {{name: {metric.Second.Name}, alias: b}}]}}}}\n");
        }

        return yaml.ToString();
    }

    private static bool IsEntity(RandomSchema schema, string name) =>
        schema.Tables.Exists(t => t.Keys.Exists(k => k.Name == name.Split("__")[^1]));

    private static void Write(StringBuilder yaml, Table table, IEnumerable<SimpleOf> metrics)
    {
        var kinds = new Dictionary<char, string> { ['p'] = "primary", ['u'] = "unique", ['f'] = "foreign", ['n'] = "natural" };
        yaml.Append(CultureInfo.InvariantCulture, $"  - name: {table.Name}\n    model: ref('{table.Name}')\n");
        if (table.IsVersioned)
            yaml.Append(CultureInfo.InvariantCulture, $"    primary_entity: {table.Primary}\n");
        yaml.Append(
            CultureInfo.InvariantCulture,
            $"    entities: "
            + $"[{string.Join(", ", table.Keys.Select(k => $"{{name: {k.Name}, type: {kinds[k.Kind]}, expr: {k.Column}}}"))}]\n    "
            + $"dimensions:\n");
        foreach (var property in table.Properties)
        {
            yaml.Append(property.Type == 'd'
                ? $"      - {{name: {property.Name}, expr: \"{property.Column}\", type: time, type_params: {{time_granularity: day}}}}\n"
                : $"      - {{name: {property.Name}, expr: {property.Column}, type: categorical}}\n");
        }

        if (table.IsPartitioned)
            yaml.Append("      - {name: part, type: time, is_partition: true, type_params: {time_granularity: day}}\n");
        if (table.IsVersioned)
        {
            yaml.Append(
                "      - {name: valid_from, type: time, type_params: {time_granularity: day, validity_params: {is_start: true}}}\n");
            yaml.Append("      - {name: valid_to, type: time, type_params: {time_granularity: day, validity_params: {is_end: true}}}\n");
        }

        if (!table.IsFact)
            return;
        yaml.Append("    defaults: {agg_time_dimension: at}\n    measures:\n");
        foreach (var metric in metrics)
        {
            var more = metric.Aggregation == "percentile" ? ", agg_params: {percentile: 0.75, use_discrete_percentile: true}" : "";
            if (metric.LastOf is { } last)
                more +=
                    $", non_additive_dimension: {{name: at, window_choice: max{(last.Length > 0 ? $", window_groupings: [{last}]" : "")}}}";
            yaml.Append(
                CultureInfo.InvariantCulture,
                $"      - {{name: a_{metric.Name}, agg: {metric.Aggregation}, expr: \"{metric.Column}\"{more}}}\n");
        }
    }
}
