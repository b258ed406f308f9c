using static Metrics.Semantic.Tests.Publications.Tables;

namespace Metrics.Semantic.Tests.Publications;

public sealed class PublicationSnapshotTests
{
    [Fact]
    public void The_data_version_is_the_highest_publication_touched()
    {
        var snapshot = Snapshot(Table("stores", 3), Table("sales", 12), Table("other", 40));
        Assert.Equal("12", snapshot.DataVersion(["stores", "sales"]));
        Assert.Equal("3", snapshot.DataVersion(["stores"]));
        Assert.Equal(40, snapshot.Publication);
    }

    [Fact]
    public void As_of_is_the_oldest_extraction_and_a_table_without_sources_has_no_say()
    {
        var snapshot = Snapshot(
            Table("stores", 3) with { AsOf = Now }, Table("sales", 4) with { AsOf = Now.AddHours(-1) }, Table("calendar", 1));
        Assert.Equal(Now.AddHours(-1), snapshot.AsOf(["stores", "sales", "calendar"]));
        Assert.Equal(Now, snapshot.AsOf(["stores", "calendar"]));
        Assert.Null(snapshot.AsOf(["calendar"]));
    }

    [Fact]
    public void A_model_that_is_not_published_is_refused_by_name()
    {
        var snapshot = Snapshot(Table("stores", 3));
        Assert.False(snapshot.TryGet("sales", out _));
        Assert.Contains(
            "'sales'", Assert.Throws<ArgumentException>(() => snapshot.DataVersion(["stores", "sales"])).Message, StringComparison.Ordinal);
    }
}
