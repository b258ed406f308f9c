namespace Metrics.Semantic.Catalogs.Files;

/// <summary>The forms that definitions come in.</summary>
internal enum FileForm
{
    /// <summary>Dbt's lists: <c>semantic_models:</c>, <c>metrics:</c>, <c>models:</c>.</summary>
    Lists,

    /// <summary>MetricFlow's documents of one definition each: <c>semantic_model:</c>, <c>metric:</c>.</summary>
    Documents,

    /// <summary><c>semantic_manifest.json</c>, written by a program, so that keys unknown here are no errors.</summary>
    Manifest,
}
