using Metrics.Refresh.Rollbacks;
using Metrics.Testing;

namespace Metrics.Refresh.Tests.Versions;

/// <summary>The real orders of one day, and the next day's deliveries.</summary>
public sealed class SecondDayTests : IDisposable
{
    private static readonly string[] Shipped =
        ["05202733-0e17-4726-97c2-0520c024ab85", "914b8929-e04a-40f8-86ee-357f2be3a2a2", "939767ac-357a-4bec-91f8-a7b25edd46c9"];

    private readonly RefreshBed _bed = new RefreshBed()
        .Write("metrics.yml", "name: second_day\nrefresh: {longest_statement: 1ms}\n")
        .Write("data/updates/.keep", "")
        .Write("greenery/sources.yml", """
            sources:
              - name: shop
                path: data
                tables:
                  - name: orders
                    key: order_id
                    columns:
                      - {name: order_id, type: uuid}
                      - {name: user_id, type: uuid}
                      - {name: created_at, type: timestamptz}
                      - {name: order_total, type: "decimal(12,2)"}
                      - {name: tracking_id, type: uuid}
                      - {name: shipping_service, type: text}
                      - {name: estimated_delivery_at, type: timestamptz}
                      - {name: status, type: text}
                  - name: deliveries
                    format: json
                    file: updates/*.json
                    load: append_new_files
                    merge: by_key
                    key: order_id
                    columns:
                      - {name: order_id, type: uuid}
                      - {name: tracking_id, type: uuid}
                      - {name: shipping_service, type: text}
                      - {name: estimated_delivery_at, type: timestamptz}
                      - {name: status, type: text}
            """)
        .Write("greenery/models/gold/order_states.sql", """
            /*
            materialization: snapshot
            key: order_id
            check: [status, tracking_id, shipping_service]
            */
            select o.order_id, o.user_id, o.order_total, coalesce(d.status, o.status) as status,
                   coalesce(d.tracking_id, o.tracking_id) as tracking_id,
                   coalesce(d.shipping_service, o.shipping_service) as shipping_service
            from {{ source('shop', 'orders') }} as o left join {{ source('shop', 'deliveries') }} as d on d.order_id = o.order_id
            """);

    [RealDataFact]
    public async Task Three_orders_become_shipped_and_exactly_three_states_close_and_three_open()
    {
        _bed.Write("data/orders.csv", await File.ReadAllTextAsync(RealData.File("greenery", "orders.csv")));
        var first = await _bed.SucceedAsync();
        Assert.Equal((361, 361), await CountsAsync());

        await ShipAsync();
        await _bed.SucceedAsync();
        await AssertSecondDayAsync();
    }

    [RealDataTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rolled_back_and_run_again_it_is_the_same_and_what_was_rolled_back_is_never_seen_again(bool later)
    {
        _bed.Write("data/orders.csv", await File.ReadAllTextAsync(RealData.File("greenery", "orders.csv")));
        var first = await _bed.SucceedAsync();
        await ShipAsync();
        await _bed.SucceedAsync();
        var (version, since) = await _bed.ScalarAsync<(long, DateTime)>(
            "select (select version from ops.api_table where model = 'order_states'), (select max(valid_from) from gold.order_states)");

        var refused = await _bed.RollBackAsync(new RollbackTarget.Publication(first.Publication!.Value));
        Assert.Equal("R112", Assert.Single(refused.Diagnostics).Code.Id);
        Assert.True(
            (await _bed.RollBackAsync(new RollbackTarget.Publication(first.Publication!.Value), discardHistory: true)).Succeeded(out _));
        Assert.Equal((361, 361), await CountsAsync());
        Assert.Equal(
            0, await _bed.ScalarAsync<long>(
                "select count(*) from ops.api_table_version where model = 'order_states' and version = @version", new { version }));

        if (later)
            await _bed.LetTimePassAsync();
        await _bed.SucceedAsync();

        await AssertSecondDayAsync();
        Assert.Equal(
            0, await _bed.ScalarAsync<long>(
                "select count(*) from gold.order_states where valid_from = @since or valid_to = @since", new { since }));
        var relation = await _bed.ScalarAsync<string>("select relation from ops.api_table where model = 'order_states'");
        Assert.Equal(
            0, await _bed.ScalarAsync<long>(
                $"select count(*) from store.\"{relation}\" where _v_from = @version or _v_to = @version", new { version }));
        Assert.Equal(!later, relation.EndsWith($"_v{version + 1}", StringComparison.Ordinal));
    }

    public void Dispose() => _bed.Dispose();

    private async Task ShipAsync() =>
        _bed.Write("data/updates/delivery_update.json", await File.ReadAllTextAsync(RealData.File("greenery", "delivery_update.json")));

    private Task<(long Rows, long Current)> CountsAsync() =>
        _bed.ScalarAsync<(long, long)>("select count(*), count(*) filter (where is_current) from gold.order_states");

    private async Task AssertSecondDayAsync()
    {
        Assert.Equal((364, 361), await CountsAsync());
        Assert.Equal(
            Shipped, await _bed.QueryAsync<string>(
                "select order_id::text from gold.order_states where not is_current and valid_to is not null order by 1"));
        Assert.Equal(Shipped, await _bed.QueryAsync<string>(
            """
            select n.order_id::text from gold.order_states n
            join gold.order_states o on o.order_id = n.order_id and o.valid_to = n.valid_from
            where n.is_current and n.status = 'shipped' and n.shipping_service = 'ups' and o.status <> 'shipped' order by 1
            """));
    }
}
