namespace Metrics.Semantic.Tests.Resolution;

/// <summary>A time stamp is what it is, however many digits its column keeps of its seconds. Against SQL.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class TimePrecisionTests
{
    [Theory]
    [InlineData("timestamptz", "timestamptz(0)")]
    [InlineData("timestamptz", "timestamptz(3)")]
    [InlineData("timestamp", "timestamp(3)")]
    public async Task Questions_about_it_have_the_answers_of_one_that_keeps_all(string plain, string precise)
    {
        var (one, other) = (await AnswersAsync(plain), await AnswersAsync(precise));
        Assert.Equal(one, other);
    }

    private static async Task<IReadOnlyList<string>> AnswersAsync(string type)
    {
        await using var bed = await SemanticBed.StartAsync(
            $"""
            create table store.tick_v1 (tick_id int primary key, at {type}, started {type});
            insert into store.tick_v1
            select n, timestamptz '2026-03-28 20:00Z' + n * interval '37 minutes', timestamptz '2026-01-01 00:00Z' + n * interval '1 day'
            from generate_series(1, 100) n;
            """,
            """
            semantic_models:
              - name: ticks
                model: ref('tick')
                defaults: {agg_time_dimension: at}
                config: {meta: {metrics: {time_zone: Europe/Madrid}}}
                entities: [{name: tick, type: primary, expr: tick_id}]
                dimensions:
                  - {name: at, type: time, type_params: {time_granularity: second}}
                  - {name: started, type: time, type_params: {time_granularity: second}}
                measures: [{name: tick_count, agg: count, expr: "1", create_metric: true},
                  {name: latest, agg: max, expr: at, create_metric: true}]
            """);
        string[] questions =
        [
            """{"metrics": ["tick_count"], "group_by": ["metric_time__hour"], "order_by": ["metric_time__hour"]}""",
            """{"metrics": ["tick_count"], "group_by": ["metric_time__day"], "time_zone": "America/New_York", "order_by": """
                + """["metric_time__day"]}""",
            """{"metrics": ["latest"], "group_by": ["tick__started__month"], "time_zone": "Asia/Kolkata", "order_by": """
                + """["tick__started__month"]}""",
            """{"metrics": ["tick_count"], "where": ["tick__at >= '2026-03-29T02:30:00'"], "time_zone": "Europe/Madrid"}""",
            """{"metrics": ["tick_count"], "where": ["tick__at >= '2026-03-29T02:30:00Z'"]}""",
            """{"metrics": ["tick_count"], "group_by": ["metric_time__extract_hour"], "order_by": ["metric_time__extract_hour"]}""",
            """{"metrics": ["tick_count"], "time_range": """
                + """{"start": "2026-03-29T00:00:00", "end": "2026-03-30T00:00:00"}, "time_zone": "Europe/Madrid"}""",
        ];
        var answers = new List<string>();
        foreach (var question in questions)
            answers.AddRange((await bed.RowsAsync(question)).Prepend(question));
        return answers;
    }
}
