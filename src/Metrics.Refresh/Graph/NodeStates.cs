namespace Metrics.Refresh.Graph;

/// <summary>How each node's definition stands to the version that is published.</summary>
/// <param name="Definitions">The definition behind each published version; null where a release that did not record it built it.</param>
/// <param name="Current">The definition of each node of the project.</param>
internal sealed record NodeStates(IReadOnlyDictionary<string, string?> Definitions, IReadOnlyDictionary<string, string> Current)
{
    /// <summary>Nothing is published.</summary>
    public static NodeStates Nothing { get; } = new(new Dictionary<string, string?>(), new Dictionary<string, string>());

    /// <summary>Never published.</summary>
    public bool IsNew(string node) => !Definitions.ContainsKey(node);

    /// <summary>Published from another definition, or nobody knows from which.</summary>
    public bool IsModified(string node) => Definitions.TryGetValue(node, out var published) && published != Current.GetValueOrDefault(node);
}
