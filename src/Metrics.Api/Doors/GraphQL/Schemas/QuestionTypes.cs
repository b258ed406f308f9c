using Metrics.GraphQL.Types.Definitions;

namespace Metrics.Api.Doors.GraphQL.Schemas;

/// <summary>The arguments that all questions take, and the cost of a question.</summary>
internal static class QuestionTypes
{
    /// <summary>
    /// The cost of a question, which may run a statement on the engine. The cost limit of a request bounds how many it may contain.
    /// </summary>
    public const int Cost = 2_000;

    public static IReadOnlyList<InputValueDefinition> Range { get; } =
    [
        new("timeRange", "TimeRange") { Description = "The span of metricTime, half-open: start ≤ t < end." },
        new("timeZone", "String")
        {
            Description = "The zone that days and times are counted in, such as \"Europe/Madrid\"; UTC when left out.",
        },
    ];

    public static IReadOnlyList<InputValueDefinition> Page { get; } =
    [
        new("first", "Int") { Description = "The most rows to return." },
        new("offset", "Int") { Description = "The rows to leave out before the first one; with after its token says where to go on." },
        new("after", "String") { Description = "The next of the answer before, from extensions.answers." },
    ];

    public static IReadOnlyList<TypeDefinition> All { get; } =
    [
        new InputDefinition("TimeRange")
        {
            Description = "A span of time: words, or ends of which one may be left out.",
            Fields =
            [
                new("words", "String") { Description = "Such as \"last 28 days\", \"this month\", \"2026-Q1\"." },
                new("start", "String") { Description = "A date or time that belongs to it: \"2026-01-01\"." },
                new("end", "String") { Description = "A date or time that does not any more: \"2026-02-01\"." },
            ],
        },
    ];
}
