using Dapper;
using Metrics.Answering;
using Metrics.Answering.Admission;
using Metrics.Answering.Answers;

namespace Metrics.Semantic.Tests.Publications;

/// <summary>What a streamed answer says of itself is said of the rows that are sent.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class StreamedVersionTests
{
    private const string Yaml =
        """
        semantic_models:
          - name: sales
            model: ref('sale')
            entities: [{name: sale, type: primary, expr: id}]
            measures: [{name: rows, agg: count, expr: "1"}]
        metrics:
          - {name: rows, type: simple, type_params: {measure: rows}}
        """;

    [Fact]
    public async Task Rows_of_a_later_publication_come_with_its_version_and_its_name()
    {
        await using var bed = await SemanticBed.StartAsync(
            "create table store.sale_v1 (id int primary key); insert into store.sale_v1 select generate_series(1, 3);", Yaml);
        var query = SemanticBed.Read("""{"metrics": ["rows"], "group_by": ["sale"]}""");
        var limits = AnswerLimits.Default;
        Assert.True((await bed.Layer.PrepareAsync(bed.Layer.Take(null), query, [], limits, default)).Succeeded(out var planned));

        var before = await StreamAsync(planned);
        Assert.Equal((3, "1", planned.Prepared.Key), (before.Rows, before.Meta.DataVersion, before.Key));

        await bed.Data.ExecuteAsync(
            "create table store.sale_v2 (id int primary key); insert into store.sale_v2 select generate_series(1, 5);");
        await bed.PublishAsync(2);
        await bed.Data.ExecuteAsync("drop table store.sale_v1");
        var after = await StreamAsync(planned);
        Assert.True((await bed.Layer.PrepareAsync(bed.Layer.Take(null), query, [], limits, default)).Succeeded(out var anew));
        Assert.Equal((5, "2", anew.Prepared.Key), (after.Rows, after.Meta.DataVersion, after.Key));

        async Task<(int Rows, AnswerMeta Meta, string Key)> StreamAsync(Preparation of)
        {
            var begun = await bed.Layer.StreamAsync(of, of.Prepared, TimeSpan.Zero, limits, limits with { MaxRows = 1_000_000 }, default);
            Assert.True(begun.Succeeded(out var stream), begun.Diagnostics.ToString());
            await using var rows = stream.Rows;
            Assert.True((await rows.NextAsync(default)).Succeeded(out var table));
            return (table.RowCount, stream.Meta, stream.Key);
        }
    }
}
