namespace Metrics.Api.Tests;

/// <summary>Tests that build or start whole projects of their own: one after the other, since each takes all of a small machine.</summary>
[CollectionDefinition(Name)]
public sealed class BuildsAll
{
    public const string Name = "Builds all";
}
