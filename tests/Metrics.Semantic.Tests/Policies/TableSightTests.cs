using Metrics.Answering.Publications;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Policies;
using Metrics.Semantic.Tests.Catalogs;
using static Metrics.Semantic.Tests.Publications.Tables;

namespace Metrics.Semantic.Tests.Policies;

public sealed class TableSightTests
{
    private const string Seen = "all of it";
    private const string Kept = "something failed";

    private static readonly string Guarded = CatalogFiles.Shop.Replace(
        "    model: ref('fct_orders')\n",
        "    model: ref('fct_orders')\n    config: {meta: {metrics: {policies: [{unless: {role: boss}, rows: \"order__status in {{ "
        + "principal.statuses }}\"}]}}}\n",
        StringComparison.Ordinal);

    private static readonly Principal Held = new("held", "held", AccessScopes.Query | AccessScopes.Catalog, default, default);
    private static readonly Principal Boss = new("boss", "boss", AccessScopes.Query | AccessScopes.Catalog, ["boss"], default);
    private static readonly Principal Admin = new("admin", "admin", AccessScopes.Admin, default, default);

    [Fact]
    public void A_policy_closes_texts_about_its_table_and_about_all_that_is_made_from_the_same_tables()
    {
        foreach (var table in (string[])["fct_orders", "raw_orders", "order_codes", "sales_by_day"])
            Assert.Equal((Kept, Seen, Seen), Told(About(table)));
        Assert.Equal((Seen, Seen, Seen), Told(About("dim_store")));
        Assert.Equal((Kept, Seen, Seen), Told(DataText.About(Kept, Seen, ["dim_store", "fct_orders"])));
    }

    [Fact]
    public void What_was_never_published_is_connected_as_the_project_had_it()
    {
        Assert.Equal((Kept, Seen, Seen), Told(DataText.About(Kept, Seen, ["brand_new"], ["fct_orders"])));
        Assert.Equal((Seen, Seen, Seen), Told(DataText.About(Kept, Seen, ["brand_new"], ["dim_store"])));
    }

    [Fact]
    public void What_is_sealed_is_for_administrators_and_what_speaks_of_definitions_for_those_whom_no_policy_holds()
    {
        Assert.Equal((Kept, Kept, Seen), Told(DataText.About(Kept, Seen, ["dim_store"], isSealed: true)));
        Assert.Equal((Kept, Kept, Seen), Told(DataText.Sealed(Kept, Seen)));
        Assert.Equal((Kept, Seen, Seen), Told(DataText.About(Kept, Seen, tables: default)));
        Assert.Equal((Kept, Kept, Kept), Told(DataText.Open(Kept)));
    }

    [Fact]
    public void As_long_as_something_could_not_be_read_nobody_but_administrators_reads_about_tables()
    {
        var broken = new Diagnostic(DiagnosticCode.WrongValue, "semantic model 'orders': a policy cannot be read");
        Assert.Equal((Kept, Kept, Seen), Told(About("dim_store"), broken));
    }

    [Fact]
    public void A_hidden_metric_closes_the_tables_behind_it()
    {
        var yaml = CatalogFiles.Shop.Replace(
            "    model: ref('fct_orders')\n",
            "    model: ref('fct_orders')\n    config: {meta: {metrics: {policies: [{unless: {role: boss}, hide: [revenue]}]}}}\n",
            StringComparison.Ordinal);
        Assert.Equal((Kept, Seen, Seen), Told(About("fct_orders"), yaml: yaml));
        Assert.Equal((Seen, Seen, Seen), Told(About("dim_store"), yaml: yaml));
    }

    [Fact]
    public void A_hidden_metric_that_can_be_asked_for_only_by_time_closes_the_tables_that_its_conditions_join_to()
    {
        var yaml = CatalogFiles.Shop.Replace(
                "    model: ref('fct_orders')\n",
                "    model: ref('fct_orders')\n    config: {meta: {metrics: {policies: [{unless: {role: boss}, hide: [last_week]}]}}}\n",
                StringComparison.Ordinal)
            + "\n  - name: last_week\n    type: cumulative\n    filter: \"{{ Dimension('store__country') }} = 'ES'\"\n"
            + "    type_params: {measure: amount, cumulative_type_params: {window: 7 days}}\n";
        Assert.Equal((Kept, Seen, Seen), Told(About("fct_orders"), yaml: yaml));
        Assert.Equal((Kept, Seen, Seen), Told(About("dim_store"), yaml: yaml));
    }

    [Fact]
    public void Nobody_in_particular_is_the_owner_and_somebody_unknown_reads_what_is_for_everybody()
    {
        Assert.Equal(Seen, TableSight.Of(State(Guarded)).Tell(About("fct_orders")));
        Assert.Equal(Kept, TableSight.None.Tell(About("dim_store")));
        // A state that was taken for the owner and is then somebody's is somebody's.
        var state = State(Guarded);
        Assert.Equal(Seen, state.Sight.Tell(About("fct_orders")));
        Assert.Equal(Kept, state.For(Held).Sight.Tell(About("fct_orders")));
    }

    private static DataText About(string table) => DataText.About(Kept, Seen, [table]);

    private static (string Held, string Boss, string Admin) Told(DataText text, Diagnostic? broken = null, string? yaml = null)
    {
        var state = State(yaml ?? Guarded, broken);
        string By(Principal who) => state.For(who).Sight.Tell(text);
        return (By(Held), By(Boss), By(Admin));
    }

    private static PublicationState State(string yaml, Diagnostic? broken = null)
    {
        var draft = CatalogFiles.Load(("shop/semantic/shop.yml", yaml));
        Assert.DoesNotContain(draft.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        var catalog = new Catalog(draft.Models, draft.Sound.Metrics, [], broken is null ? [] : [broken], "test");
        var snapshot = Snapshot(
            Table("raw_orders", 1), Table("fct_orders", 2, new Ancestor("raw_orders", 1)),
                Table("order_codes", 3, new Ancestor("raw_orders", 1)),
            Table("sales_by_day", 4, new Ancestor("raw_orders", 1), new Ancestor("fct_orders", 2)), Table("dim_store", 5));
        return new PublicationState(Outcome<PublicationSnapshot>.Of(snapshot), catalog, Confirmed: true);
    }
}
