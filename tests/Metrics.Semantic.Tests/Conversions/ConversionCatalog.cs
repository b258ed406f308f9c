namespace Metrics.Semantic.Tests.Conversions;

/// <summary>Conversion metrics of every make over the visits and purchases of a <see cref="ConversionWorld"/>.</summary>
internal static class ConversionCatalog
{
    public static IReadOnlyList<ConversionCase> Cases { get; } =
    [
        new("rate_ever") { IsRate = true },
        new("rate_week") { IsRate = true, Within = t => t.AddDays(-7), Window = "7 days" },
        new("count_week") { Within = t => t.AddDays(-7), Window = "7 days" },
        new("count_month") { Within = t => t.AddMonths(-1), Window = "1 month" },
        new("count_quarter") { Within = t => t.AddMonths(-3), Window = "1 quarter" },
        new("count_hours") { Within = t => t.AddHours(-13), Window = "13 hours" },
        new("rate_session") { IsRate = true, SameSession = true, Within = t => t.AddDays(-14), Window = "2 weeks" },
        new("buyers_week") { Counts = "buyer_count", Within = t => t.AddDays(-7), Window = "7 days" },
        new("rate_of_cards") { IsRate = true, Kind = "card" },
        new("rate_of_web") { IsRate = true, Channel = "web", Within = t => t.AddDays(-30), Window = "30 days" },
        new("count_on_days")
        {
            Before = "visit_days", After = "purchase_days", AreDays = (true, true), Within = t => t.AddDays(-3), Window = "3 days",
        },
        new("count_since_days") { Before = "visit_days", AreDays = (true, false), Within = t => t.AddDays(-3), Window = "3 days" },
        new("count_of_moments")
        {
            Before = "visit_moments", After = "purchase_moments", AreMoments = true, Within = t => t.AddDays(-1), Window = "1 day",
        },
    ];

    public static string Yaml => $$$"""
        semantic_models:
          - name: customers
            model: ref('customer')
            entities: [{name: customer, type: primary}]
            dimensions: [{name: country, type: categorical}]
          - name: visits
            model: ref('visit')
            defaults: {agg_time_dimension: at}
            entities: [{name: visit, type: primary}, {name: customer, type: foreign}]
            dimensions:
              - {name: session, type: categorical}
              - {name: channel, type: categorical}
              - {name: at, type: time, type_params: {time_granularity: second}}
              - {name: on_day, type: time, expr: day, type_params: {time_granularity: day}}
              - {name: moment, type: time, type_params: {time_granularity: second}}
            measures:
              - {name: visit_count, agg: count, expr: visit}
              - {name: visit_days, agg: count, expr: visit, agg_time_dimension: on_day}
              - {name: visit_moments, agg: count, expr: visit, agg_time_dimension: moment}
          - name: purchases
            model: ref('purchase')
            defaults: {agg_time_dimension: at}
            entities: [{name: purchase, type: primary}, {name: customer, type: foreign}]
            dimensions:
              - {name: session_id, type: categorical}
              - {name: kind, type: categorical}
              - {name: at, type: time, type_params: {time_granularity: second}}
              - {name: on_day, type: time, expr: day, type_params: {time_granularity: day}}
              - {name: moment, type: time, type_params: {time_granularity: second}}
            measures:
              - {name: purchase_count, agg: sum, expr: "1"}
              - {name: purchase_days, agg: count, expr: purchase, agg_time_dimension: on_day}
              - {name: purchase_moments, agg: count, expr: purchase, agg_time_dimension: moment}
              - {name: buyer_count, agg: count_distinct, expr: customer}
        metrics:
          - {name: visits, type: simple, type_params: {measure: visit_count}}
          - name: filled_rate
            type: conversion
            type_params: {conversion_type_params: {base_measure: visit_count,
              conversion_measure: {name: purchase_count, fill_nulls_with: 0}, entity: customer,
              calculation: conversion_rate, window: 1 day} }
        {{{string.Concat(Cases.Select(c => c.Yaml()))}}}
        """;
}

/// <summary>A conversion metric, and what it means.</summary>
internal sealed record ConversionCase(string Name)
{
    public bool IsRate { get; init; }

    public bool SameSession { get; init; }

    public string Before { get; init; } = "visit_count";

    public string After { get; init; } = "purchase_count";

    /// <summary>What is counted of the purchases; rows when null.</summary>
    public string? Counts { get; init; }

    /// <summary>The kind of purchase that counts; any when null.</summary>
    public string? Kind { get; init; }

    /// <summary>The channel of the visits that count; any when null.</summary>
    public string? Channel { get; init; }

    /// <summary>Which of both are known by days.</summary>
    public (bool Before, bool After) AreDays { get; init; }

    public bool AreMoments { get; init; }

    public string? Window { get; init; }

    /// <summary>The local time that a visit must come later than.</summary>
    public Func<DateTime, DateTime>? Within { get; init; }

    public string Yaml() =>
        $$$"""
          - name: {{{Name}}}
            type: conversion
            {{{Filter}}}
            type_params:
              conversion_type_params:
                base_measure: {{{Before}}}
                conversion_measure: {{{Conversion}}}
                entity: customer
                calculation: {{{(IsRate ? "conversion_rate" : "conversions")}}}
                {{{(Window is null ? "" : $"window: {Window}")}}}
                {{{(SameSession ? "constant_properties: [{base_property: session, conversion_property: session_id}]" : "")}}}

        """;

    private string Filter => Channel is null ? "" : $"filter: \"{{{{ Dimension('visit__channel') }}}} = '{Channel}'\"";

    private string Conversion =>
        Kind is null ? Counts ?? After : $"{{name: {After}, filter: \"{{{{ Dimension('purchase__kind') }}}} = '{Kind}'\"}}";
}
