using System.Globalization;
using System.Text;

namespace Metrics.Semantic.Tests.Conversions;

/// <summary>Random visits and purchases of a few customers, with nobody's among them and many at equal times.</summary>
internal sealed class ConversionWorld
{
    private static readonly string?[] _channels = ["web", "shop", "mail", null];
    private static readonly string?[] _kinds = ["card", "cash", null];
    private static readonly string?[] _countries = ["ES", "PT", null];

    public ConversionWorld(int seed, int events = 150)
    {
        var random = new Random(seed);
        // A coarse lattice around the changes of clocks; no hour on it is one that comes twice or never.
        DateTime? At() =>
            random.Next(20) == 0 ? null : new DateTime(2026, 3, 20).AddDays(random.Next(45)).AddHours((random.Next(4) * 6) + 4);
        Visits =
            [.. Enumerable.Range(1, events).Select(i => new Visit(i, Customer(random), random.Next(4), _channels[random.Next(4)], At()))];
        Purchases =
            [.. Enumerable.Range(1, events).Select(i => new Purchase(i, Customer(random), random.Next(4), _kinds[random.Next(3)], At()))];
        Countries = Enumerable.Range(0, 12).ToDictionary(c => c, _ => _countries[random.Next(3)]);
    }

    public IReadOnlyList<Visit> Visits { get; }

    public IReadOnlyList<Purchase> Purchases { get; }

    public IReadOnlyDictionary<int, string?> Countries { get; }

    public string Sql()
    {
        var sql = new StringBuilder(
            """
            create table store.customer_v1 (customer int primary key, country text);
            create table store.visit_v1 (visit int primary key, customer int, session int, channel text, at timestamp,
              day date, moment timestamptz);
            create table store.purchase_v1 (purchase int primary key, customer bigint, session_id int, kind text,
              at timestamp, day date, moment timestamptz);

            """);
        foreach (var (customer, country) in Countries)
            sql.Append(CultureInfo.InvariantCulture, $"insert into store.customer_v1 values ({customer}, {Text(country)});\n");
        foreach (var v in Visits)
            sql.Append(
                CultureInfo.InvariantCulture,
                $"insert into store.visit_v1 values ({v.Id}, {Number(v.Customer)}, {v.Session}, {Text(v.Channel)}, {Times(v.At)});\n");
        foreach (var p in Purchases)
            sql.Append(
                CultureInfo.InvariantCulture,
                $"insert into store.purchase_v1 values ({p.Id}, {Number(p.Customer)}, {p.Session}, {Text(p.Kind)}, {Times(p.At)});\n");
        return sql.ToString();
    }

    private static int? Customer(Random random) => random.Next(12) is var customer and > 0 ? customer : null;

    private static string Times(DateTime? at) => at is null
        ? "null, null, null"
        : string.Create(CultureInfo.InvariantCulture, $"'{at:yyyy-MM-dd HH:mm}', '{at:yyyy-MM-dd}', '{at:yyyy-MM-dd HH:mm}+00'");

    private static string Text(string? text) => text is null ? "null" : $"'{text}'";

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "null";
}

internal sealed record Visit(int Id, int? Customer, int Session, string? Channel, DateTime? At);

internal sealed record Purchase(int Id, int? Customer, int Session, string? Kind, DateTime? At);
