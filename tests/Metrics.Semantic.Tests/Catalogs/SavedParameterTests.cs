using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Requests;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary>What a catalog says of a saved query's parameters, and what a caller may give for them.</summary>
public sealed class SavedParameterTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Both_forms_of_a_saved_query_have_parameters_and_dbt_s_part_stays_dbt_s()
    {
        var draft = CatalogFiles.LoadWithShop(
            """
            saved_queries:
              - name: by_dbt
                query_params: {metrics: [revenue], where: ["{{ Dimension('order__status') }} = 'paid'"]}
                config: {meta: {metrics: {
                  where: "{{ Dimension('store__country') }} = {{ Parameter('country') }}",
                  parameters: [{name: country, type: string, label: Country, description: Where, default: FR, values: [FR, ES]}]}}}
              - name: by_us
                config: {meta: {metrics: {
                  query: {metrics: [revenue], where: "revenue between {{ Parameter('low') }} and {{ Parameter('high') }}"},
                  parameters: [{name: low, type: number, default: 0}, {name: high, type: number}]}}}
            """);
        Assert.Empty(draft.Diagnostics);
        var country = Assert.Single(Saved(draft, "by_dbt").Parameters);
        Assert.Equal(
            ("Country", "Where", ParameterType.String, 2), (country.Label, country.Description, country.Type, country.Allowed.Count));
        Assert.Equal(["low", "high"], Saved(draft, "by_us").Parameters.Select(p => p.Name));
    }

    [Theory]
    [InlineData("where: \"store__country = {{ Parameter('contry') }}\", parameters: [{name: country, type: string}]", "C111", "country")]
    [InlineData("where: \"store__country = {{ Parameter('country') }}\"", "C111", null)]
    [InlineData("parameters: [{name: country, type: string}]", "C102", null)]
    [InlineData("where: \"revenue > {{ Parameter('least') }}\", parameters: [{name: least, type: number, default: many}]", "C102", null)]
    [InlineData("where: \"ordered_at > {{ Parameter('day') }}\", parameters: [{name: day, type: date, default: 2026-02-30}]", "C102", null)]
    [InlineData("where: \"revenue > {{ Parameter('least') }}\", parameters: [{name: least, type: numbr}]", "C102", "number")]
    [InlineData("where: \"revenue > {{ Parameter('least') }}\", parameters: [{name: least}]", "C103", null)]
    [InlineData(
        "where: \"store__country = {{ Parameter('country') }}\", parameters: [{name: country, type: string, values: [FR], default: ES}]",
        "C102", null)]
    [InlineData("where: \"revenue > {{ Parameter('limit') }}\", parameters: [{name: limit, type: number}]", "C112", null)]
    [InlineData("where: \"revenue > {{ Parameter('Least') }}\", parameters: [{name: Least, type: number}]", "C112", null)]
    [InlineData(
        "where: \"revenue between {{ Parameter('a_b') }} and {{ Parameter('a__b') }}\", parameters: "
            + "[{name: a_b, type: number}, {name: a__b, type: number}]",
        "C110", null)]
    [InlineData("where: \"store__country like {{ Parameter('country') }}\", parameters: [{name: country, type: string}]", "C102", null)]
    [InlineData(
        "where: \"store__country = {{ Parameter('country') }}\", parameters: [{name: country, type: string, typ: x}]", "C101", "type")]
    public void What_is_wrong_is_told_at_its_place_and_the_saved_query_is_left_out(string ours, string code, string? candidate)
    {
        var draft = CatalogFiles.LoadWithShop($$"""
            saved_queries:
              - name: asked
                query_params: {metrics: [revenue]}
                config: {meta: {metrics: { {{ours}} } } }
            """);
        var found = draft.Diagnostics.Where(d => d.Code.Id == code).ToList();
        Assert.True(found.Count > 0, string.Join('\n', draft.Diagnostics.Lines()));
        Assert.All(found, d => Assert.Equal("shop/semantic/more.yml", d.Location!.Value.File));
        if (candidate is not null)
            Assert.Contains(found, d => d.Candidates.Contains(candidate));
        Assert.DoesNotContain(draft.Sound.SavedQueries, q => q.Name == "asked");
    }

    [Theory]
    [InlineData("query_params: {metrics: [revenue], where: \"{{ Dimension('store__country') }} = {{ Parameter('country') }}\"}")]
    [InlineData("query_params: {metrics: [revenue], where: \"{{ Parameter('country') }} = 'FR'\"}")]
    public void In_dbt_s_own_conditions_a_parameter_is_refused_with_the_way_out(string parameters)
    {
        var draft = CatalogFiles.LoadWithShop($"saved_queries:\n  - name: asked\n    {parameters}\n");
        Assert.Contains(draft.Diagnostics, d => d.Hint?.Contains("config.meta.metrics: where", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("text", "type: string", "O'Brien; drop table x --")]
    [InlineData("text", "type: string", "")]
    [InlineData("text", "type: string", "{{ Dimension('store') }}")]
    [InlineData("least", "type: number", "-12.50")]
    [InlineData("flag", "type: boolean", "true")]
    [InlineData("day", "type: date", "2024-02-29")]
    [InlineData("at", "type: timestamp", "2024-02-29T13:45:00+02:00")]
    [InlineData("least", "type: number, values: [1.0, 2]", "1")]
    public void A_value_of_the_type_is_taken_as_it_is(string name, string type, string value)
    {
        var read = QuestionReader.ReadResult(
            new RequestValue.Fields([]), Asked(name, type), new RequestValue.Fields([new(name, new RequestValue.Text(value))]), _now);
        Assert.True(read.Succeeded(out _), string.Join('\n', read.Diagnostics.Lines()));
    }

    [Theory]
    [InlineData("text", "type: string", "a\0b")]
    [InlineData("text", "type: string, values: [FR, ES]", "fr")]
    [InlineData("least", "type: number", "1e5")]
    [InlineData("least", "type: number", "NaN")]
    [InlineData("least", "type: number", "1 or 1=1")]
    [InlineData("least", "type: number", "0.12345678901234567890123456789012")]
    [InlineData("least", "type: number", "'1'")]
    [InlineData("least", "type: number", "")]
    [InlineData("flag", "type: boolean", "yes")]
    [InlineData("day", "type: date", "2026-02-30")]
    [InlineData("day", "type: date", "2026-01-31T00:00")]
    [InlineData("day", "type: date", "today")]
    [InlineData("at", "type: timestamp", "soon")]
    public void What_is_no_value_of_the_type_is_malformed_and_said_by_name(string name, string type, string value)
    {
        var read = QuestionReader.ReadResult(
            new RequestValue.Fields([]), Asked(name, type), new RequestValue.Fields([new(name, new RequestValue.Text(value))]), _now);
        var problem = Assert.Single(read.Diagnostics);
        Assert.Equal(DiagnosticCode.MalformedRequest, problem.Code);
        Assert.StartsWith($"{name}: ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_caller_s_own_condition_has_no_parameters()
    {
        var saved = Asked("least", "type: number, default: 1");
        Assert.False(QueryString.ReadResult([new("where", "revenue > {{ Parameter('least') }}")], saved, _now).Succeeded(out _));
    }

    private static SavedQuery Asked(string name, string type)
    {
        var draft = CatalogFiles.LoadWithShop($$$"""
            saved_queries:
              - name: asked
                query_params: {metrics: [revenue]}
                config: {meta: {metrics: {where: "store__country = {{ Parameter('{{{name}}}') }}",
                  parameters: [ {name: {{{name}}}, {{{type}}} } ] } } }
            """);
        Assert.Empty(draft.Diagnostics.Lines());
        return Saved(draft, "asked");
    }

    private static SavedQuery Saved(CatalogDraft draft, string name) => draft.Sound.SavedQueries.Single(q => q.Name == name);
}
