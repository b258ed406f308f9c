using Metrics.Api.Tests.Packs;

namespace Metrics.Api.Tests.Greenery;

/// <summary>The plant shop over its sample.</summary>
public sealed class PublishedGreenery() : PublishedPack("greenery");
