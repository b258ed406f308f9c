using System.Text;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>A drafted project's semantic models, metrics and saved queries, in dbt's YAML.</summary>
internal static class SemanticText
{
    public static string Of(DraftedModel model)
    {
        var (text, table) = (new StringBuilder(), model.Table);
        text.Append($"semantic_models:\n  - name: {table.Name}\n    description: {Yaml.Text($"The rows of {table.File}")}\n");
        text.Append($"    model: ref('{table.Name}')\n");
        if (model.Time is { } time)
            text.Append($"    defaults: {{agg_time_dimension: {model.NameOf(time)}}}    # what metric_time means\n");
        if (table.Key is null || model.IsSecond)
            text.Append($"    primary_entity: {model.DimensionEntity}{(model.IsSecond ? "" : "    # no column identifies its rows")}\n");
        var entities = model.Joins.Select(j => $"      - {{name: {j.Entity}, type: foreign, expr: {j.Column.Name}}}\n").ToList();
        if (table.Key is { } key)
            entities.Insert(0, $"      - {{name: {model.Entity}, type: {(model.IsSecond ? "unique" : "primary")}, expr: {key}}}\n");
        if (entities.Count > 0)
            text.Append("    entities:\n").AppendJoin("", entities);
        if (model.Dimensions.Count + model.Times.Count > 0)
            text.Append("    dimensions:\n");
        foreach (var column in model.Dimensions)
            text.Append($"      - {{name: {model.NameOf(column)}, type: categorical{Rest(model, column)}}}\n");
        foreach (var column in model.Times)
        {
            var grain = column.Type.Kind == ColumnKind.Date ? "day" : "second";
            text.Append($"      - {{name: {model.NameOf(column)}, type: time, ");
            text.Append($"type_params: {{time_granularity: {grain}}}{Rest(model, column)}}}\n");
        }

        text.Append($"    measures:\n      - {{name: {model.Count}, agg: count, expr: \"1\"}}\n");
        foreach (var doubt in model.Doubts)
            text.Append($"      # unsure: {Yaml.Comment(doubt)}\n");
        foreach (var measure in model.Measures)
        {
            if (measure.Doubt is { } unsure)
                text.Append($"      # unsure: {unsure}\n");
            var along = measure.Along is null ? ""
                : $", non_additive_dimension: {{name: {model.NameOf(measure.Along)}, window_choice: max}}";
            text.Append($"      - {{name: {measure.Name}, agg: {measure.Aggregation}, expr: {measure.Column.Name}{along}")
                .Append($"{Money(measure)}}}\n");
        }

        text.Append("metrics:\n");
        text.Append($"  - {{name: {model.Count}, label: {Yaml.Text($"Number of rows of {table.Name}")}, type: simple, "
            + $"type_params: {{measure: {model.Count}}}}}\n");
        foreach (var measure in model.Measures)
        {
            var label = measure.Aggregation switch
            {
                "sum" => measure.Column.Header,
                "max" => $"Largest {measure.Column.Header}",
                _ => $"Average of {measure.Column.Header}",
            };
            text.Append($"  - {{name: {measure.Name}, label: {Yaml.Text($"{label} ({table.Name})")}, type: simple, "
                + $"type_params: {{measure: {measure.Name}}}}}\n");
        }

        return text.ToString();
    }

    public static string Of(IReadOnlyList<DraftedQuestion> questions)
    {
        var text = new StringBuilder("# Each is answered at /api/v1/saved-queries/<name>/result\nsaved_queries:\n");
        foreach (var question in questions)
        {
            text.Append($"  - name: {question.Name}\n    label: {Yaml.Text(question.Title)}\n    query_params:\n");
            text.Append($"      metrics: [{string.Join(", ", question.Metrics)}]\n");
            if (question.GroupBy.Count > 0)
                text.Append($"      group_by: [{string.Join(", ", question.GroupBy.Select(g => $"\"{g}\""))}]\n");
            if (question.OrderBy is { } order)
                text.Append($"      order_by: [\"{order}\"]\n");
        }

        return text.ToString();
    }

    private static string Money(DraftedMeasure measure) => measure.Currency is null ? ""
        : $", config: {{meta: {{metrics: {{currency: {{dimension: {measure.Currency.Name}}}}}}}}}";

    private static string Rest(DraftedModel model, DraftedColumn column) =>
        (model.NameOf(column) == column.Name ? "" : $", expr: {column.Name}")
        + (column.Header == column.Name ? "" : $", label: {Yaml.Text(column.Header)}");
}
