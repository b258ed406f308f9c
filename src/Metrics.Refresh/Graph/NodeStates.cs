namespace Metrics.Refresh.Graph;

/// <summary>Compares each node's definition with that of its published version.</summary>
/// <param name="Definitions">The definition behind each published version; null if the release that built it did not record it.</param>
/// <param name="Current">The definition of each node of the project.</param>
internal sealed record NodeStates(IReadOnlyDictionary<string, string?> Definitions, IReadOnlyDictionary<string, string> Current)
{
    /// <summary>Nothing is published.</summary>
    public static NodeStates Nothing { get; } = new(new Dictionary<string, string?>(), new Dictionary<string, string>());

    /// <summary>Never published.</summary>
    public bool IsNew(string node) => !Definitions.ContainsKey(node);

    /// <summary>Published from another definition, or from an unknown one.</summary>
    public bool IsModified(string node) => Definitions.TryGetValue(node, out var published) && published != Current.GetValueOrDefault(node);
}
