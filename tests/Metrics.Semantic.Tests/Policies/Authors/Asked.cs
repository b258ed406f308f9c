using Metrics.Answering.Caching;
using Metrics.Answering;
using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Resolution;

namespace Metrics.Semantic.Tests.Policies.Authors;

/// <summary>Asks the same of the product and of the copy, and holds the two to each other.</summary>
/// <param name="Bed">Runs what is asked.</param>
/// <param name="Given">The catalog with policies, as somebody sees it.</param>
/// <param name="Copy">What that somebody may see, as a catalog without policies.</param>
/// <param name="Open">The catalog as if it had no policies.</param>
/// <param name="Secrets">Names that may not be shown.</param>
/// <param name="About">What all this is, for whoever reads of a failure.</param>
internal sealed record Asked(SemanticBed Bed, PublicationState Given, PublicationState Copy, PublicationState Open, List<string> Secrets,
    string About)
{
    /// <summary>Compares all lists of names; says how many.</summary>
    public async Task<int> ListsAsync(AuthoredWorld world)
    {
        // A conversion makes a metric of its measure, which stays when the conversion goes; and where a table is closed a metric may still
        // be listed that is refused whenever it is asked.
        var shownMetrics = Given.Catalog.Metrics.Keys.Where(m => Copy.Catalog.Metrics.ContainsKey(m)
            || (IsAsked(m) && !IsOfConversion(world, m))).ToList();
        Assert.True(Copy.Catalog.Metrics.Keys.Order().SequenceEqual(shownMetrics.Order()),
            Differ("metrics", Copy.Catalog.Metrics.Keys, shownMetrics));
        Assert.True(
            Copy.Catalog.SavedQueries.Keys.Order().SequenceEqual(Given.Catalog.SavedQueries.Keys.Order()),
                Differ("saved queries", Copy.Catalog.SavedQueries.Keys, Given.Catalog.SavedQueries.Keys));
        var lists = 2;
        foreach (var metric in world.Metrics.Where(m => !IsListedInVain(m.Name)))
        {
            var (right, given) = (SemanticLayer.Dimensions(Copy, [metric.Name]), SemanticLayer.Dimensions(Given, [metric.Name]));
            Same(metric.Name, right, given);
            var (shown, names) = (Names(given.Value), Names(right.Value));
            Assert.True(names.SequenceEqual(shown), Differ($"dimensions of {metric.Name}", names, shown));
            Silent(metric.Name, string.Join(' ', given.Value?.Items.Select(i => i.ToString()) ?? []));
            lists++;
        }

        var some = world.Metrics[world.Metrics.Count / 2].Name;
        var query = SemanticBed.Read($"{{\"metrics\": [\"{some}\"]}}");
        var (could, can) = (await Bed.Layer.ComposablesAsync(Copy, query, AnswerLimits.Default, default),
            await Bed.Layer.ComposablesAsync(Given, query, AnswerLimits.Default, default));
        if (!IsListedInVain(some))
            Same(some, could, can);
        var composed = Names(can.Value).Where(n => Names(could.Value).Contains(n) || !Given.Catalog.Metrics.ContainsKey(n)
            || (IsAsked(n) && !IsOfConversion(world, n))).ToList();
        if (!IsListedInVain(some))
            Assert.True(Names(could.Value).SequenceEqual(composed), Differ($"composables of {some}", Names(could.Value), composed));
        return lists + 1;
    }

    private static bool IsOfConversion(AuthoredWorld world, string metric) =>
        world.Models.Any(w => w.Members.Exists(x => x.Kind == MemberKind.Measure && x.Name == metric));

    private bool IsListedInVain(string metric) =>
        Given.Catalog.Metrics.ContainsKey(metric) && !Copy.Catalog.Metrics.ContainsKey(metric) && !IsAsked(metric);

    private bool IsAsked(string metric) =>
        QueryResolver.Resolve(Given.Catalog, new MetricQuery { Metrics = [new MetricRequest(metric)] }, []).Value is not null;

    /// <summary>Asks twice, so that the second comes from memory, and for an explanation.</summary>
    public async Task<(bool Answered, bool Changed)> AnswerAsync(string json)
    {
        var query = SemanticBed.Read(json);
        var right = await Bed.Layer.AnswerAsync(Copy, query, [], AnswerLimits.Default, default);
        if (query.Metrics.Any(m => IsListedInVain(m.Name)))
        {
            var refused = await Bed.Layer.AnswerAsync(Given, query, [], AnswerLimits.Default, default);
            Assert.True(refused.Value is null, $"{About}{json} was answered");
            Silent(json, refused.Diagnostics.ToString());
            return (false, false);
        }

        var isAnswered = await CompareAsync(json, right, () => Bed.Layer.AnswerAsync(Given, query, [], AnswerLimits.Default, default));
        var explained = await Bed.Layer.ExplainAsync(Given, query, [], AnswerLimits.Default, default);
        if (explained.Succeeded(out var explanation))
            Silent(json, $"{explanation.Resolved} {explanation.Plan} {explanation.Statement.Text}");
        return (isAnswered, isAnswered && await ChangesAsync(right, () =>
            Bed.Layer.AnswerAsync(Open, query, [], AnswerLimits.Default, default)));
    }

    /// <summary>Asks for the values of a dimension.</summary>
    public async Task<(bool Answered, bool Changed)> ValuesAsync(string dimension, string? search)
    {
        var right = await Bed.Layer.ValuesAsync(Copy, dimension, search, 50, AnswerLimits.Default, default);
        var isAnswered = await CompareAsync($"values of {dimension}, {search}", right, () =>
            Bed.Layer.ValuesAsync(Given, dimension, search, 50, AnswerLimits.Default, default));
        return (isAnswered, isAnswered && await ChangesAsync(right, () =>
            Bed.Layer.ValuesAsync(Open, dimension, search, 50, AnswerLimits.Default, default)));
    }

    /// <summary>Asks a saved query, where it is there.</summary>
    public async Task<(bool Answered, bool Changed)> SavedAsync(AuthoredQuery query)
    {
        if (!Given.Catalog.SavedQueries.TryGetValue(query.Name, out var saved))
            return (false, false);
        var right = await Bed.Layer.AnswerAsync(Copy, Copy.Catalog.SavedQueries[query.Name].Example, saved.AuthorFilters,
            AnswerLimits.Default, default);
        var isAnswered = await CompareAsync(query.Name, right, () =>
            Bed.Layer.AnswerAsync(Given, saved.Example, saved.AuthorFilters, AnswerLimits.Default, default));
        return (isAnswered, isAnswered && await ChangesAsync(right, () =>
            Bed.Layer.AnswerAsync(Open, saved.Example, saved.AuthorFilters, AnswerLimits.Default, default)));
    }

    private async Task<bool> CompareAsync(string what, Outcome<Answer> right, Func<Task<Outcome<Answer>>> ask)
    {
        for (var again = 0; again < 2; again++)
        {
            var given = await ask();
            Same(what, right, given);
            if (!right.Succeeded(out var expected))
                return false;
            var answer = given.Value!;
            if (again > 0)
                Assert.True(answer.Cache == CacheDecision.Hit, $"{About}{what}: asked again it is {answer.Cache}");
            Assert.True(expected.Table.Columns == answer.Table.Columns,
                Differ(what, expected.Table.Columns.Select(c => c.ToString()), answer.Table.Columns.Select(c => c.ToString())));
            var (rows, shown) = (Rows(expected), Rows(answer));
            Assert.True(rows.SequenceEqual(shown), Differ(what, rows, shown));
            Silent(what, string.Join(' ', answer.Meta.Warnings));
        }

        return true;
    }

    private static async Task<bool> ChangesAsync(Outcome<Answer> right, Func<Task<Outcome<Answer>>> ask) =>
        (await ask()).Value is { } open && !Rows(right.Value!).SequenceEqual(Rows(open));

    // Either both answer, or both refuse for the same reasons and with the same names in them.
    private void Same<T>(string what, Outcome<T> right, Outcome<T> given)
        where T : class
    {
        foreach (var problem in given.Diagnostics)
            Silent(what, problem.ToString());
        Assert.True((right.Value is null) == (given.Value is null), Differ(what, Problems(right), Problems(given)));
        // Of what is closed the catalog says besides that it is left out, and why.
        var codes = given.Diagnostics.Select(d => d.Code).Where(c => !c.Id.StartsWith('C'));
        if (right.Value is null)
            Assert.True(right.Diagnostics.Select(d => d.Code).SequenceEqual(codes), Differ(what, Problems(right), Problems(given)));
    }

    private void Silent(string what, string shown)
    {
        var told = Secrets.Find(s => shown.Contains(s, StringComparison.OrdinalIgnoreCase)
            && !what.Contains(s, StringComparison.OrdinalIgnoreCase));
        Assert.True(told is null, $"{About}{what}: '{told}' is hidden, yet told: {shown}");
    }

    private string Differ(string what, IEnumerable<string> right, IEnumerable<string> given) =>
        $"{About}{what}\nexpected: {string.Join("; ", right)}\ngiven:    {string.Join("; ", given)}";

    private static IEnumerable<string> Problems<T>(Outcome<T> outcome)
        where T : class => outcome.Value is null ? outcome.Diagnostics.Select(d => d.ToString()) : ["answered"];

    private static List<string> Names(DimensionList? list) => list?.Items.Select(i => i.Name).ToList() ?? [];

    private static List<string> Names(ComposableList? list) =>
        list is null ? [] : [.. list.Metrics, .. list.Dimensions.Select(d => d.Name)];

    private static List<string> Rows(Answer answer) => Cells.Of(answer.Table).Select(r => string.Join(" | ", r)).ToList();
}
