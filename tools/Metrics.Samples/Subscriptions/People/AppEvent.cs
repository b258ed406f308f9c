namespace Metrics.Samples.Subscriptions.People;

/// <summary>How an event says whose it is.</summary>
internal enum Signature
{
    UserId,
    EmailAsUserId,
    Email,
    Device,
    Stranger,
}

/// <summary>Something done in the app; sent again as often as it says, under the same id.</summary>
internal sealed record AppEvent(
    string InsertId, string Type, DateTime At, Signature Signature, int Repeats, int LateBySeconds, bool HasSession);
