using Metrics.Domain.Time;

namespace Metrics.Domain.Time;

/// <summary>A grain by name: a built-in one (<c>month</c>), or a custom one that a time spine defines (<c>fiscal_year</c>).</summary>
/// <param name="Text">The word, lower case, singular.</param>
public sealed record GrainName(string Text)
{
    /// <summary>The grain, when it is a built-in one.</summary>
    public Grain? Standard => Grains.Find(Text);

    /// <summary>True when a time spine has to define it.</summary>
    public bool IsCustom => Standard is null;

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A span of a number of grains: <c>28 days</c> is 28 of <c>day</c>.</summary>
public sealed record MetricWindow(int Count, GrainName Grain)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Count} {Grain}";
}
