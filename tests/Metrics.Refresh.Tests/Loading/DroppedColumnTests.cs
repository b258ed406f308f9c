using System.Text;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;
using Metrics.Testing;
using Npgsql;
using static Metrics.Refresh.Tests.Loading.CsvSource;

namespace Metrics.Refresh.Tests.Loading;

public sealed class DroppedColumnTests
{
    // Built, so that these bytes stand in no file but the CSV's own.
    private static readonly string Card = string.Concat("9417", "2203", "8856", "1049");

    [Fact]
    public async Task Dropped_values_are_nowhere_in_the_cluster_even_when_rows_are_bad()
    {
        using var server = PostgresServer.Start();
        await using var data = NpgsqlDataSource.Create(server.CreateDatabase());
        await using (var create = data.CreateCommand("create schema store"))
            await create.ExecuteNonQueryAsync();
        var good = string.Concat(Enumerable.Range(1, 2_000).Select(i => $"{i},{Card},witness{i}\n"));
        using var source = Payments()
            .Holding($"id,card,status\n{good}x1,{Card},a\n5,{Card}\n6,{Card},b,c\n7,\"{Card}\"z,b\n8,{Card},b\0d\n{Card},8,b\n");

        await using (var connection = await data.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            var result = await new Refresh.Loading.TableLoader(TimeProvider.System).LoadAsync(
                source.Table, "r1", connection, CancellationToken.None);
            await transaction.CommitAsync();
            Assert.Equal((2_006, 2_000, 6), (result.Rows, result.Loaded, result.Rejected));
        }

        await using (var checkpoint = data.CreateCommand("checkpoint"))
            await checkpoint.ExecuteNonQueryAsync();
        await using (var reasons = data.CreateCommand(
            "select string_agg(concat_ws('|', line, column_name, reason, raw), ';' order by line) from store.r1_rej"))
        {
            Assert.Equal(
                "2002|id|the value is not an integer of 32 bits;2003|has 2 fields, and the header 3;2004|has 4 fields, and the header "
                + "3;2005|text follows a closing quote;"
                + "2006|status|the value has a NUL character;2007|id|the value is not an integer of 32 bits",
                await reasons.ExecuteScalarAsync());
        }

        server.StopServer();
        var cluster = Path.GetDirectoryName(server.DataFolder)!;
        // The search finds what is there, in the table's file and in the log of writes; so what it does not find is not there.
        Assert.True(FilesWith(cluster, "witness1999") >= 2);
        Assert.Equal(0, FilesWith(cluster, Card));
        Assert.Equal(0, FilesWith(cluster, Card[..8]));
    }

    [Fact]
    public async Task No_message_shows_a_row_when_a_file_without_header_has_cards()
    {
        await using var store = new Store();
        using var source = Payments().Holding($"1,{Card},paid\n2,{Card},paid\n");
        var error = await Assert.ThrowsAsync<SourceException>(() => store.LoadAsync(source.Table));
        Assert.DoesNotContain(Card, error.ToString());
        Assert.Contains("'id', 'card', 'status'", error.Message);

        using var half = Payments().Holding($"id,{Card},paid\n");
        error = await Assert.ThrowsAsync<SourceException>(() => store.LoadAsync(half.Table));
        Assert.DoesNotContain(Card, error.ToString());
    }

    [Fact]
    public async Task No_message_shows_a_row_when_there_are_too_many_rejects()
    {
        await using var store = new Store();
        using var source = Payments().Holding($"id,card,status\n{Card},1,a\n2,{Card},\"x\"{Card}\n3,{Card},{Card},{Card}\n");
        source.Table = source.Table with { MaxRejected = RejectLimit.None };
        var error = await Assert.ThrowsAsync<SourceException>(() => store.LoadAsync(source.Table));
        Assert.Contains("3 of 3 rows", error.Message);
        Assert.DoesNotContain(Card, error.ToString());

        using var open = Payments().Holding($"id,card,status\n1,{Card},\"{Card}\n2,{Card},b\n");
        Assert.DoesNotContain(Card, (await Assert.ThrowsAsync<SourceException>(() => store.LoadAsync(open.Table))).ToString());
    }

    private static CsvSource Payments() => new(Column("id", ColumnKind.Integer), Column("card", drop: true), Column("status"));

    private static int FilesWith(string folder, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Count(f => File.ReadAllBytes(f).AsSpan().IndexOf(bytes) >= 0);
    }
}
