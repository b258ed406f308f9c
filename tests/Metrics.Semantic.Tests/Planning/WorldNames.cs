namespace Metrics.Semantic.Tests.Planning;

internal enum WorldKind
{
    Text,
    Number,
    Flag,
    Date,
    Local,
    Moment,
}

/// <summary>A name as seen from a fact: the kind of its values, and how a row gives one.</summary>
internal sealed record WorldName(WorldKind Kind, Func<WorldRow, object?> Of);

/// <summary>A question that the rules say must be refused.</summary>
internal sealed class RefusedException(string why) : Exception(why);

/// <summary>What names mean, worked out from the world's own shape.</summary>
internal sealed class WorldNames(RandomWorld world, string zone)
{
    private static readonly string[] _finer = ["second", "minute", "hour"];

    /// <summary>A name in a condition: a time without a grain is the time itself.</summary>
    public WorldName Raw(WorldFact fact, string? clock, string name) => Find(fact, clock, name, cut: null);

    /// <summary>A name to group by: a time without a grain is cut to that of its data, metric_time to the one given.</summary>
    public WorldName Cut(WorldFact fact, string? clock, string name, string open) => Find(fact, clock, name, open);

    /// <summary>A stored time of a fact for comparing: the local time where its zone is the question's, else the moment.</summary>
    public WorldName Stored(WorldFact fact, string column) => column switch
    {
        "day" or "born" => new WorldName(WorldKind.Date, r => r.Get(column)),
        "moment" => new WorldName(WorldKind.Moment, r => r.Get(column)),
        _ when fact.Zone == zone => new WorldName(WorldKind.Local, r => r.Get(column)),
        _ => new WorldName(WorldKind.Moment, r => Utc(fact, column, r)),
    };

    public static DateTime? Utc(WorldFact fact, string column, WorldRow row) => row.Get(column) switch
    {
        null => null,
        DateOnly day => day.ToDateTime(default),
        DateTime time => column == "moment" ? time : WorldClock.ToUtc(time, fact.Zone),
        var other => throw new InvalidOperationException(other.ToString()),
    };

    private WorldName Find(WorldFact fact, string? clock, string name, string? cut)
    {
        if (name.Split("__extract_") is [var time, var part])
            return Part(fact, clock, time, part);
        var parts = name.Split("__").ToList();
        string? grain = null;
        if (Array.IndexOf(WorldClock.Grains, parts[^1]) >= 0)
        {
            grain = parts[^1];
            parts.RemoveAt(parts.Count - 1);
        }

        if (parts is ["metric_time"])
            return clock is null ? throw new RefusedException("no clock") : Time(fact, clock, grain ?? cut, r => r);
        if (parts[0] == fact.Entity)
            return Own(fact, parts, grain, cut);
        // The ending of a longer name is enough where it can mean nothing else.
        if (world.IsSnowflake && parts[0] == "e1" && !fact.Keys.Contains("e1") && fact.Keys.Contains("e0"))
            parts.Insert(0, "e0");
        if (!fact.Keys.Contains(parts[0]))
            throw new RefusedException(name);
        Func<WorldRow, object?> key = r => r.Get(parts[0]);
        var (entity, at) = (parts[0], 1);
        if (world.IsSnowflake && entity == "e0" && parts.Count > 1 && parts[1] == "e1")
        {
            var first = key;
            (key, entity, at) = (r => Partner("e0", first(r))?.Get("e1_key"), "e1", 2);
        }

        if (parts.Count == at)
            return grain is null ? new WorldName(WorldKind.Number, r => Number(key(r))) : throw new RefusedException(name);
        WorldRow? Joined(WorldRow r) => Partner(entity, key(r));
        return (parts.Count - at, parts[^1]) switch
        {
            (1, "label") when grain is null => new WorldName(WorldKind.Text, r => Joined(r)?.Get("label")),
            (1, "rank") when grain is null => new WorldName(WorldKind.Number, r => Number(Joined(r)?.Get("rank"))),
            (1, "born") => Time(fact, "born", grain ?? (cut is null ? null : "day"), Joined),
            _ => throw new RefusedException(name),
        };
    }

    private WorldName Part(WorldFact fact, string? clock, string name, string part)
    {
        var column = name == "metric_time" ? clock! : name == $"{fact.Entity}__on_day" ? "day"
            : name == $"{fact.Entity}__at" ? "at" : name == $"{fact.Entity}__moment" ? "moment" : throw new RefusedException(name);
        if (part == "hour" && column == "day")
            throw new RefusedException("a day has no hour");
        return new WorldName(WorldKind.Number, r => Utc(fact, column, r) switch
        {
            null => null,
            { } day when column == "day" => WorldClock.Part(part, day),
            _ when column == "at" && fact.Zone == zone => WorldClock.Part(part, (DateTime)r["at"]),
            { } utc => WorldClock.Part(part, WorldClock.ToLocal(utc, zone)),
        });
    }

    private WorldName Own(WorldFact fact, List<string> parts, string? grain, string? cut) => (parts.Count, parts[^1]) switch
    {
        (1, _) when grain is null => new WorldName(WorldKind.Number, r => Number(r.Get("id"))),
        (2, "cat") when grain is null => new WorldName(WorldKind.Text, r => r.Get("cat")),
        (2, "flag") when grain is null => new WorldName(WorldKind.Flag, r => r.Get("flag")),
        (2, "units") when grain is null => new WorldName(WorldKind.Number, r => Number(r.Get("units"))),
        (2, "at" or "moment") => Time(fact, parts[1], grain ?? (cut is null ? null : "second"), r => r),
        (2, "on_day") => Time(fact, "day", grain ?? (cut is null ? null : "day"), r => r),
        _ => throw new RefusedException(string.Join("__", parts)),
    };

    private WorldName Time(WorldFact fact, string column, string? grain, Func<WorldRow, WorldRow?> at)
    {
        var isDay = column is "day" or "born";
        if (isDay && _finer.Contains(grain))
            throw new RefusedException("grain too fine");
        if (grain is null)
        {
            var stored = Stored(fact, column);
            return stored with { Of = r => at(r) is { } row ? stored.Of(row) : null };
        }

        if (isDay)
            return new WorldName(
                WorldKind.Date, r => at(r)?.Get(column) is DateOnly day ? WorldClock.Day(grain, day.ToDateTime(default)) : null);
        if (!WorldClock.IsDay(grain))
            return new WorldName(WorldKind.Moment, r => Utc(fact, column, r) is { } utc ? WorldClock.Moment(grain, utc, zone) : null);
        return new WorldName(WorldKind.Date, r => Utc(fact, column, r) switch
        {
            null => null,
            // A local time of the question's own zone is not moved, so that it cannot be moved wrongly.
            _ when column == "at" && fact.Zone == zone => WorldClock.Day(grain, (DateTime)r["at"]),
            { } utc => WorldClock.Day(grain, WorldClock.ToLocal(utc, zone)),
        });
    }

    private WorldRow? Partner(string entity, object? key) =>
        key is int k && world.Dimensions[entity].TryGetValue(k, out var row) ? row : null;

    private static object? Number(object? value) => value is int number ? (decimal)number : value;
}
