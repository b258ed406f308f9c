using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>What dbt has no word for: <c>config.meta.metrics</c> (or <c>meta.metrics</c>). Other settings under <c>config</c> are dbt's own.</summary>
/// <param name="Metrics">Our part; null when absent.</param>
/// <param name="Enabled">False for <c>config: {enabled: false}</c>: the definition is as if it were not there.</param>
internal sealed record Meta(MappingReader? Metrics, bool Enabled)
{
    public static Meta Of(MappingReader reader)
    {
        var config = reader.Mapping("config", $"{reader.What}: config");
        var meta = config?.Mapping("meta", $"{reader.What}: config.meta") ?? reader.Mapping("meta", $"{reader.What}: meta");
        reader.Raw("meta");
        return new Meta(meta?.Mapping("metrics", $"{reader.What}: config.meta.metrics"), config?.Flag("enabled", otherwise: true) ?? true);
    }
}
