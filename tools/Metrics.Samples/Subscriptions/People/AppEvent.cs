using Metrics.Samples.Making;

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

/// <summary>What somebody does in the app after a session, and how each event says whose it is.</summary>
internal static class EventPlan
{
    private const int Minute = 60;
    private const int Day = 24 * 60 * Minute;

    public static IReadOnlyList<AppEvent> Make(SplitMix64 random, IReadOnlyList<Session> sessions, bool hasEmail)
    {
        var events = new List<AppEvent>();
        foreach (var session in sessions)
        {
            if (!random.Chance(600))
                continue;
            var at = session.At.AddSeconds(random.Between(30, 30 * Minute));
            Add(random.Pick(SubscriptionWords.OtherEvents));
            foreach (var step in SubscriptionWords.Steps)
            {
                Add(step);
                if (!random.Chance(800))
                    break;
            }

            void Add(string type)
            {
                at = at.AddSeconds(random.Between(5, 5 * Minute));
                events.Add(new AppEvent(
                    random.Id("ins_"), type, at, Sign(random, hasEmail), random.Chance(30) ? random.Between(1, 2) : 0,
                    random.Chance(20) ? random.Between(1, 4) * Day : random.Between(0, 40), HasSession: !random.Chance(50)));
            }
        }

        return events;
    }

    private static Signature Sign(SplitMix64 random, bool hasEmail) => random.Below(100) switch
    {
        < 58 => Signature.UserId,
        < 66 => hasEmail ? Signature.EmailAsUserId : Signature.Device,
        < 82 => hasEmail ? Signature.Email : Signature.Device,
        < 98 => Signature.Device,
        _ => Signature.Stranger,
    };
}
