using Mapster;
using Metrics.Api.Catalogs;
using Metrics.Api.Copying;
using Metrics.Api.DataTests;
using Metrics.Api.Runs;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Answers;
using Metrics.Semantic.Policies;
using Metrics.Semantic.Publications;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Api.Tests.Copying;

/// <summary>Answers that repeat a record have every member of it, and no word out of data that was not asked for by name.</summary>
public sealed class RecordCopiesTests
{
    private static readonly DateTimeOffset _then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly DataText _said = DataText.About("an open word", "a secret cell", ["fct_orders"]);

    [Fact]
    public void Every_member_of_every_copy_comes_from_somewhere() => RecordCopies.Check();

    [Fact]
    public void A_member_that_comes_from_nowhere_or_would_be_a_print_ends_the_start()
    {
        var nowhere = new TypeAdapterConfig { RequireDestinationMemberSource = true };
        nowhere.NewConfig<TestRecord, RunSummary>();
        Assert.Contains(
            "Trigger", Assert.Throws<InvalidOperationException>(() => RecordCopies.Check(nowhere)).Message, StringComparison.Ordinal);
        var printed = new TypeAdapterConfig { RequireDestinationMemberSource = true };
        printed.NewConfig<TestRecord, TestItem>();
        Assert.Contains(
            "would be the print of DataText", Assert.Throws<InvalidOperationException>(() => RecordCopies.Check(printed)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_is_told_whole()
    {
        var run = new RunRecord
        {
            Id = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), Kind = "run", Status = RunStatus.Partial, Selection = "fct_orders+",
            FullRefresh = true, Trigger = "request", RequestedAt = _then, StartedAt = _then.AddSeconds(1), FinishedAt = _then.AddSeconds(3.5), Publication = 7,
            Error = [_said, _said], Warnings = [_said], ModelsTotal = 4, ModelsPublished = 3, ModelsFailed = 1,
            RetryOf = new Guid(11, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), RetryWhenLost = true,
        };
        var told = RunSummary.Of(run, TableSight.None);
        Assert.Equal(["an open word"], told.Warnings);
        Assert.Equal(
            new RunSummary(
                run.Id, "run", "partial", "fct_orders+", true, "request", _then, run.StartedAt, run.FinishedAt, 2.5, 7,
                "an open word\nan open word", told.Warnings, 4, 3, 1, run.RetryOf, true),
            told);
    }

    [Fact]
    public void A_table_of_a_run_is_told_whole()
    {
        var model = new ModelRunRecord
        {
            RunId = Guid.Empty, Model = "fct_orders", Layer = Layer.Gold, Status = "build_failed", Version = 3, Rows = 10, Rejected = 1,
            Bytes = 99, StartedAt = _then, FinishedAt = _then.AddSeconds(2), Error = _said,
        };
        Assert.Equal(
            new RunModel("fct_orders", "gold", "build_failed", 3, 10, 1, 99, _then, _then.AddSeconds(2), 2, "an open word"),
            RunModel.Of(model, TableSight.None));
    }

    [Fact]
    public void A_test_is_told_in_words_for_whoever_asks()
    {
        var test = new TestRecord(Guid.NewGuid(), _said, _said, "warn", "failed", 5, _then, _said);
        Assert.Equal(
            new TestItem("an open word", "an open word", "warn", "failed", 5, _then, test.RunId, "an open word"),
            TestItem.Of(test, TableSight.None));
        Assert.Equal(
            new RunTest("an open word", "an open word", "warn", "failed", 5, _then, null),
            RunTest.Of(test with { Detail = null }, TableSight.None));
        // Members that depend on who asks are not copied at all.
        var copy = RecordCopies.Function<TestRecord, TestItem>()(test);
        Assert.True(copy is { Model: null, Test: null, Detail: null });
    }

    [Fact]
    public void A_dimension_is_told_in_the_words_of_the_catalog()
    {
        Assert.Equal(
            new DimensionItem("order__at", "time", "timestamp", "orders", "At", "When", "second"),
            DimensionItem.Of(new DimensionEntry("order__at", ColumnRole.Time, ValueType.Timestamp, "orders", "At", "When", Grain.Second)));
        Assert.Equal(
            new DimensionItem("order", "entity", "integer", "orders", null, null, null),
            DimensionItem.Of(new DimensionEntry("order", ColumnRole.Entity, ValueType.Integer, "orders", null, null, null)));
    }
}
