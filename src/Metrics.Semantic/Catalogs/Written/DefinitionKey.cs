namespace Metrics.Semantic.Catalogs.Written;

/// <summary>What a catalog file can define.</summary>
internal enum DefinitionKind
{
    Model,
    Entity,
    Dimension,
    Measure,
    Metric,
    SavedQuery,
    TimeSpine,
}

/// <summary>A definition by name; entities, dimensions and measures belong to a model.</summary>
internal readonly record struct DefinitionKey(DefinitionKind Kind, string Name, string? Model = null)
{
    public static DefinitionKey OfModel(string name) => new(DefinitionKind.Model, name);

    public static DefinitionKey OfMetric(string name) => new(DefinitionKind.Metric, name);

    public static DefinitionKey OfSavedQuery(string name) => new(DefinitionKind.SavedQuery, name);

    /// <summary>The word of the kind: <c>saved query</c>.</summary>
    public string Word => Kind switch
    {
        DefinitionKind.Model => "semantic model",
        DefinitionKind.SavedQuery => "saved query",
        DefinitionKind.TimeSpine => "time spine",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    public override string ToString() => Model is null ? $"{Word} '{Name}'" : $"{Word} '{Name}' of semantic model '{Model}'";
}
