namespace Metrics.Domain.Refreshing;

/// <summary>How far a table is from its source; also the schema of its view for people.</summary>
public enum Layer
{
    /// <summary>Raw and typed only.</summary>
    Bronze,

    /// <summary>Cleaned facts and dimensions.</summary>
    Silver,

    /// <summary>What the metric catalog reads.</summary>
    Gold,
}

/// <summary>The words used for layers in files, tables and answers.</summary>
public static class LayerWords
{
    /// <summary>The layer's word: <c>bronze</c>, <c>silver</c>, <c>gold</c>.</summary>
    public static string Word(this Layer layer) => layer switch
    {
        Layer.Bronze => "bronze",
        Layer.Silver => "silver",
        _ => "gold",
    };

    /// <summary>The layer a word names.</summary>
    /// <exception cref="FormatException">The word names no layer.</exception>
    public static Layer Parse(string word) => word switch
    {
        "bronze" => Layer.Bronze,
        "silver" => Layer.Silver,
        "gold" => Layer.Gold,
        _ => throw new FormatException($"'{word}' is not a layer"),
    };
}
