using System.Text.RegularExpressions;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Rules.Dbt;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary><c>docs/words-reserved.md</c> lists exactly the words that the code refuses or leaves out.</summary>
public sealed partial class ReservedWordsTests
{
    [Fact]
    public void Words_of_no_name_are_the_time_and_the_grains_and_each_is_refused()
    {
        var words = Listed("Not a name of anything in the catalog");
        Assert.Equal(["metric_time", .. Enum.GetValues<Grain>().Select(g => g.Word())], words);
        foreach (var word in words)
        {
            Refused($"metrics: [{{name: '{word}', type: simple, type_params: {{measure: amount}}}}]");
            Refused($"saved_queries: [{{name: {word}, query_params: {{metrics: [orders]}}}}]");
            Refused($"semantic_models: [{{name: {word}, model: ref('t')}}]");
            Refused(Model($"entities: [{{name: '{word}', type: foreign}}]"));
            Refused(Model($"dimensions: [{{name: '{word}', type: categorical}}]"));
            Refused(Model($"measures: [{{name: '{word}', agg: sum}}]"));
        }
    }

    [Fact]
    public void Words_of_SQL_are_refused_for_elements_and_tables_and_fit_for_metrics()
    {
        var words = Listed("Not a name of an entity, a dimension, a measure or a table");
        Assert.Equal(ReservedKeywords.Words.Order(StringComparer.Ordinal), words);
        foreach (var word in words)
        {
            Refused(Model($"entities: [{{name: '{word}', type: foreign}}]"));
            Refused(Model($"dimensions: [{{name: '{word}', type: categorical}}]"));
            Refused(Model($"measures: [{{name: '{word}', agg: sum}}]"));
            Refused($"semantic_models: [{{name: m, model: ref('{word}')}}]");
            var metric = CatalogFiles.LoadWithShop($"metrics: [{{name: '{word}', type: simple, type_params: {{measure: amount}}}}]");
            Assert.DoesNotContain(metric.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        }
    }

    [Fact]
    public void Words_that_GraphQL_leaves_out_are_those_of_its_rows_and_of_its_queries()
    {
        Assert.Equal(FieldNames.Words.Order(StringComparer.Ordinal), Listed("Not shown in GraphQL", 0).Order(StringComparer.Ordinal));
        Assert.Equal(FieldNames.OfQueries.Order(StringComparer.Ordinal), Listed("Not shown in GraphQL", 1).Order(StringComparer.Ordinal));
        foreach (var word in Listed("Not shown in GraphQL", 0))
        {
            var draft = CatalogFiles.LoadWithShop($"metrics: [{{name: '{word}', type: simple, type_params: {{measure: amount}}}}]");
            Assert.Equal([DiagnosticCode.FieldCollision], draft.Diagnostics.Select(d => d.Code));
        }
    }

    [Fact]
    public void Words_that_no_parameter_may_have_are_those_of_every_question()
    {
        var words = Listed("Not a parameter of a saved query");
        Assert.Equal(
            QuestionKeys.OfQuery.Concat(QuestionKeys.OfSavedQuery).Concat(["first", "after", "query"]).Distinct()
                .Order(StringComparer.Ordinal),
                words.Order(StringComparer.Ordinal));
        Assert.All(words, w => Assert.True(QuestionKeys.IsTaken(w), w));
    }

    private static string Model(string elements) => $"semantic_models: [{{name: m, model: ref('t'), primary_entity: e, {elements}}}]";

    private static void Refused(string yaml) =>
        Assert.Contains(CatalogFiles.LoadWithShop(yaml).Diagnostics, d => d.Code == DiagnosticCode.InvalidName);

    // The nth list of words below a heading.
    private static List<string> Listed(string heading, int nth = 0)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "words-reserved.md"));
        var section = page[page.IndexOf($"## {heading}\n", StringComparison.Ordinal)..].Split("\n## ")[0];
        var lists = section.Split("\n\n").Where(l => l.StartsWith('`')).ToList();
        return [.. Word().Matches(lists[nth]).Select(m => m.Groups[1].Value)];
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Word();
}
