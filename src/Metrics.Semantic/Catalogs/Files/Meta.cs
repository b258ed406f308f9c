using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>
/// Settings that dbt has no key for: <c>config.meta.metrics</c> (or <c>meta.metrics</c>). Other settings under <c>config</c> are dbt's own.
/// </summary>
/// <param name="Metrics">This project's part; null when absent.</param>
/// <param name="Enabled">False for <c>config: {enabled: false}</c>: the definition is treated as absent.</param>
/// <param name="Json">The rest of <c>meta</c>, which is the author's; null when there is none.</param>
internal sealed record Meta(MappingReader? Metrics, bool Enabled, string? Json)
{
    /// <summary>
    /// True when the settings of a model have policies, or what may be meant as such. What is no mapping but a text, a list or an
    /// <c>!include</c> may say anything.
    /// </summary>
    public bool MayHide => IsUnread || PolicyReader.MayBeIn(Metrics);

    private bool IsUnread { get; init; }

    public static Meta Of(MappingReader reader)
    {
        var config = reader.Mapping("config", $"{reader.What}: config");
        var meta = config?.Mapping("meta", $"{reader.What}: config.meta") ?? reader.Mapping("meta", $"{reader.What}: meta");
        reader.Raw("meta");
        return new Meta(
            meta?.Mapping("metrics", $"{reader.What}: config.meta.metrics"), config is null || IsEnabled(config),
            meta is null ? null : YamlJson.Print(meta.Entries.Where(e => e.Key.Text != "metrics")))
        {
            IsUnread = IsNoMapping(reader, "config") || IsNoMapping(config, "meta") || IsNoMapping(reader, "meta")
                || IsNoMapping(meta, "metrics"),
        };
    }

    private static bool IsNoMapping(MappingReader? reader, string key) => reader?.Raw(key) is not (null or YamlValue.Mapping);

    /// <summary>False for <c>enabled: false</c>. Jinja is not run here, so a value that it decides is taken as true.</summary>
    public static bool IsEnabled(MappingReader reader)
    {
        if (reader.Text("enabled")?.Contains("{{", StringComparison.Ordinal) != true)
            return reader.Flag("enabled", otherwise: true);
        reader.Report(
            DiagnosticCode.Doubtful, $"{reader.What}: 'enabled' is decided by Jinja, which is not run here; it is taken as true",
                reader.At("enabled"));
        return true;
    }
}
