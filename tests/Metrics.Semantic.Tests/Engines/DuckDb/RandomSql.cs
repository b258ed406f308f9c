using System.Globalization;

namespace Metrics.Semantic.Tests.Engines.DuckDb;

/// <summary>Expressions that PostgreSQL takes, over the columns of <see cref="PortableBed"/>, made at random; most of them
/// portable.</summary>
internal sealed class RandomSql(Random random)
{
    private int _left = 12;

    public string Any() => random.Next(7) switch
    {
        0 => Whole(),
        1 => Exact(),
        2 => Real(),
        3 => Text(),
        4 => Truth(),
        5 => Day(),
        _ => Time(),
    };

    private string Whole() => Less() ? Pick("i", "j", "s", "b", "n", "3", "0", "-5", "12345678901") : random.Next(12) switch
    {
        0 or 1 or 2 => $"({Whole()} {Pick("+", "-", "*")} {Pick(Small(), Whole())})",
        3 => $"({Whole()} / nullif({Small()}, 0))",
        4 => $"({Whole()} % {Pick("3", "7", "-2")})",
        5 => $"coalesce({Whole()}, {Small()})",
        6 => $"case when {Truth()} then {Whole()} {Pick($"else {Whole()} ", "")}end",
        7 => $"length({Text()})",
        8 => $"({Day()} - {Day()})",
        9 => $"cast({Exact()} as {Pick("integer", "bigint")})",
        10 => $"{Pick("abs", "-")}({Small()})",
        _ => $"{Pick("greatest", "least")}({Small()}, {Whole()})",
    };

    private string Small() => Pick("i", "j", "s", "2", "-3", "n", "(i + 1)");

    private string Exact() => Less() ? Pick("d", "e", "1.5", "-0.25", "d", "0.00") : random.Next(10) switch
    {
        0 or 1 or 2 => $"({Exact()} {Pick("+", "-", "*")} {Pick("d", "e", "i", "2.5", Small())})",
        3 => $"round({Exact()}, {random.Next(4).ToString(CultureInfo.InvariantCulture)})",
        4 => $"coalesce({Exact()}, {Pick("0", "d")})",
        5 => $"case {Pick("i", "j")} when {Small()} then {Exact()} when 7 then {Small()} else {Exact()} end",
        6 => $"cast({Exact()} as numeric({random.Next(20, 30).ToString(CultureInfo.InvariantCulture)},"
            + $"{random.Next(6).ToString(CultureInfo.InvariantCulture)}))",
        7 => $"{Pick("floor", "ceil", "abs", "-")}({Exact()})",
        8 => $"extract({Pick("year", "month", "day", "isodow", "doy", "week", "quarter")} from {Pick(Day(), Time())})",
        _ => $"{Small()}::numeric",
    };

    private string Real() => Less() ? Pick("x", "x", "0.5::float8") : random.Next(6) switch
    {
        0 or 1 => $"({Real()} {Pick("+", "-", "*")} {Pick("x", "i", "d")})",
        2 => $"({Real()} / nullif({Pick("x", "i")}, 0))",
        3 => $"{Exact()}::double precision",
        4 => $"coalesce({Real()}, x)",
        _ => $"abs({Real()})",
    };

    private string Text() => Less() ? Pick("t", "u", "'a'", "''", "'né'", "'it''s'") : random.Next(12) switch
    {
        0 or 1 => $"({Text()} || {Text()})",
        2 => $"coalesce({Text()}, 'none')",
        3 => $"nullif({Text()}, {Pick("''", "'a'", "u")})",
        4 => $"{Pick("left", "right")}({Text()}, {random.Next(4).ToString(CultureInfo.InvariantCulture)})",
        5 => $"substring({Text()}, {random.Next(1, 4).ToString(CultureInfo.InvariantCulture)}{Pick("", ", 2")})",
        6 => $"{Pick("trim", "ltrim", "rtrim")}({Text()})",
        7 => $"replace({Text()}, '{Pick("a", "é", "_")}', {Text()})",
        8 => $"case when {Truth()} then {Text()} else {Text()} end",
        9 => $"{Pick("i", "b", "day", "flag", "id", Whole())}::text",
        10 => $"right({Text()}, 1)",
        _ => $"concat({Text()}, {Text()})",
    };

    private string Truth() => Less() ? Pick("flag", "true", "flag is not null", "i > 0") : random.Next(14) switch
    {
        0 => $"({Truth()} {Pick("and", "or")} {Truth()})",
        1 => $"(not {Truth()})",
        2 => $"({Whole()} {Comparison()} {Pick(Whole(), Exact(), Real())})",
        3 => $"({Exact()} {Comparison()} {Pick(Whole(), Exact())})",
        4 => $"({Text()} {Pick("=", "<>")} {Text()})",
        5 => $"({Text()} {Pick("", "not ")}like '{Pick("a%", "%\\_%", "_", "%é%", "%b\\\\c")}')",
        6 => $"({Whole()} {Pick("", "not ")}in ({Small()}, {Small()}, {Pick("null", "3")}))",
        7 => $"({Day()} {Comparison()} {Pick(Day(), "'2026-03-01'", Time())})",
        8 => $"({Time()} {Pick("", "not ")}between '2026-01-10' and {Time()})",
        9 => $"({Pick(Text(), Whole(), Day(), Truth())} is {Pick("", "not ")}null)",
        10 => $"({Truth()} is {Pick("", "not ")}{Pick("true", "false", "unknown")})",
        11 => $"({Text()} {Pick("", "not ")}in ('a', {Text()}))",
        12 => $"(moment {Comparison()} ({Time()} at time zone '{Pick("UTC", "Europe/Berlin", "America/New_York")}'))",
        _ => $"(id = '00000000-0000-0000-0000-{random.Next(1, 130).ToString("D12", CultureInfo.InvariantCulture)}')",
    };

    private string Day() => Less() ? Pick("day", "date '2026-02-28'", "day") : random.Next(4) switch
    {
        0 => $"({Day()} {Pick("+", "-")} {Pick("1", "30", "s")})",
        1 => $"{Time()}::date",
        2 => $"coalesce({Day()}, '2026-01-01')",
        _ => $"case when {Truth()} then {Day()} else {Day()} end",
    };

    private string Time() => Less() ? Pick("at", "timestamp '2026-03-29 01:30:00'") : random.Next(5) switch
    {
        0 or 1 => $"date_trunc('{Pick("hour", "day", "week", "month", "quarter", "year", "minute")}', {Time()})",
        2 => $"({Pick("moment", $"({Time()} at time zone 'Europe/Berlin')")} at time zone "
            + $"'{Pick("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu")}')",
        3 => $"{Day()}::timestamp",
        _ => $"coalesce({Time()}, {Time()})",
    };

    private string Comparison() => Pick("=", "<>", "<", "<=", ">", ">=", "!=");

    private bool Less() => --_left <= 0 || random.Next(4) == 0;

    private string Pick(params string[] of) => of[random.Next(of.Length)];
}
