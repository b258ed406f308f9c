using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Grains as authors write them: built-in ones or those of a time spine, possibly in the plural.</summary>
internal sealed class GrainWords(WrittenManifest written)
{
    private readonly HashSet<string> _known = [.. Enum.GetValues<Grain>().Select(g => g.Word()), .. written.CustomGrains];

    public GrainName? Name(Word? word) => word is null ? null : new GrainName(Singular(word.Text));

    public MetricWindow? Window(WrittenWindow? window) =>
        window is null ? null : new MetricWindow(window.Count, new GrainName(Singular(window.Grain)));

    /// <summary>The grain's singular: <c>months</c> is <c>month</c>; an unknown word is returned unchanged.</summary>
    public string Singular(string word) => !_known.Contains(word) && word.EndsWith('s') && _known.Contains(word[..^1]) ? word[..^1] : word;

    public bool IsKnown(string word) => _known.Contains(Singular(word));

    public EquatableList<string> Near(string word) => NearestNames.To(word, _known);
}
