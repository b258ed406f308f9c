using Metrics.Api.Tests.Packs;

namespace Metrics.Api.Tests.Subscriptions;

/// <summary>Web funnels and what they sell, over their sample.</summary>
public sealed class PublishedSubscriptions() : PublishedPack("subscriptions");
