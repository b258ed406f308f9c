using Metrics.Answering.Publications;
using Metrics.Semantic.Catalogs;

namespace Metrics.Api.Bodies;

/// <summary>What all answers depend on apart from their requests. While these objects are the same, so are the answers.</summary>
internal readonly record struct Circumstances(Catalog Catalog, PublicationSnapshot? Snapshot, bool Confirmed)
{
    public static Circumstances Of(PublicationState state) => new(state.Open, state.Snapshot.Value, state.Confirmed);
}
