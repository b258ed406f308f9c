using System.Globalization;

namespace Metrics.Semantic.Tests.Planning;

/// <summary>A condition of a question: as text for the body, and as what it means in three-valued logic.</summary>
internal abstract record WorldFilter
{
    public abstract IEnumerable<string> Names { get; }

    public abstract string Text { get; }

    public abstract bool? Holds(Func<string, (WorldKind Kind, object? Value)> find, string zone);

    public sealed record Leaf(string Name, string Operator, object[] Values) : WorldFilter
    {
        public override IEnumerable<string> Names => [Name];

        public override string Text => Operator switch
        {
            "is null" or "is not null" => $"{Name} {Operator}",
            "in" or "not in" => $"{Name} {Operator} ({string.Join(", ", Values.Select(Literal))})",
            "between" => $"{Name} between {Literal(Values[0])} and {Literal(Values[1])}",
            _ => $"{Name} {Operator} {Literal(Values[0])}",
        };

        public override bool? Holds(Func<string, (WorldKind Kind, object? Value)> find, string zone)
        {
            var (kind, value) = find(Name);
            if (Operator is "is null" or "is not null")
                return (value is null) == (Operator == "is null");
            if (value is null)
                return null;
            bool Is(object literal, Func<int, bool> test) => test(Compare(kind, value, literal, zone));
            return Operator switch
            {
                "=" => Is(Values[0], c => c == 0),
                "<>" => Is(Values[0], c => c != 0),
                "<" => Is(Values[0], c => c < 0),
                "<=" => IsUntil(kind, value, Values[0], zone),
                ">" => !IsUntil(kind, value, Values[0], zone),
                ">=" => Is(Values[0], c => c >= 0),
                "in" => Values.Any(v => Is(v, c => c == 0)),
                "not in" => !Values.Any(v => Is(v, c => c == 0)),
                "between" => Is(Values[0], c => c >= 0) && IsUntil(kind, value, Values[1], zone),
                "contains" => Fold((string)value).Contains(Fold((string)Values[0]), StringComparison.Ordinal),
                "starts with" => Fold((string)value).StartsWith(Fold((string)Values[0]), StringComparison.Ordinal),
                "ends with" => Fold((string)value).EndsWith(Fold((string)Values[0]), StringComparison.Ordinal),
                _ => throw new InvalidOperationException(Operator),
            };
        }

        // A date as an end is that whole day, a time stamp that instant.
        private static bool IsUntil(WorldKind kind, object value, object end, string zone) =>
            value is DateTime && end is DateTime { TimeOfDay.Ticks: 0 } day
                ? Compare(kind, value, day.AddDays(1), zone) < 0
                : Compare(kind, value, end, zone) <= 0;

        private static string Fold(string text) => text.ToLowerInvariant();

        private static int Compare(WorldKind kind, object value, object literal, string zone) => (value, literal) switch
        {
            (string text, string other) => string.CompareOrdinal(text, other),
            (decimal number, decimal other) => number.CompareTo(other),
            (bool flag, bool other) => flag.CompareTo(other),
            (DateOnly day, DateTime other) => day.ToDateTime(default).CompareTo(other),
            (DateTime time, DateTime other) => time.CompareTo(kind == WorldKind.Local ? other : WorldClock.ToUtc(other, zone)),
            _ => throw new InvalidOperationException($"{value} beside {literal}"),
        };

        private static string Literal(object value) => value switch
        {
            string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
            bool flag => flag ? "true" : "false",
            DateTime time =>
                $"'{(time.TimeOfDay == default ? time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : WorldClock.Text(time))}'",
            var number => Convert.ToString(number, CultureInfo.InvariantCulture)!,
        };
    }

    public sealed record Not(WorldFilter Inner) : WorldFilter
    {
        public override IEnumerable<string> Names => Inner.Names;

        public override string Text => $"not ({Inner.Text})";

        public override bool? Holds(Func<string, (WorldKind Kind, object? Value)> find, string zone) => !Inner.Holds(find, zone);
    }

    public sealed record Either(WorldFilter A, WorldFilter B) : WorldFilter
    {
        public override IEnumerable<string> Names => A.Names.Concat(B.Names);

        public override string Text => $"{A.Text} or {B.Text}";

        public override bool? Holds(Func<string, (WorldKind Kind, object? Value)> find, string zone) =>
            A.Holds(find, zone) | B.Holds(find, zone);
    }
}
