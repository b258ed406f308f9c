using Metrics.Domain.Time;

namespace Metrics.Domain.Time;

/// <summary>
/// A grain by name: one of the language's own (<c>month</c>), or a custom one that a time spine defines (<c>fiscal_year</c>).
/// </summary>
/// <param name="Text">The word, lower case, singular.</param>
public sealed record GrainName(string Text)
{
    /// <summary>The grain, when it is one of the language's own.</summary>
    public Grain? Standard => Grains.Find(Text);

    /// <summary>True when a time spine has to say what it is.</summary>
    public bool IsCustom => Standard is null;

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A span of so many grains: <c>28 days</c> is 28 of <c>day</c>.</summary>
public sealed record MetricWindow(int Count, GrainName Grain)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Count} {Grain}";
}
