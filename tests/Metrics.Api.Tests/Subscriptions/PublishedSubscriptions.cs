using Metrics.Api.Tests.Packs;

namespace Metrics.Api.Tests.Subscriptions;

/// <summary>The subscriptions pack (web funnels and what they sell) over its sample.</summary>
public sealed class PublishedSubscriptions() : PublishedPack("subscriptions");
