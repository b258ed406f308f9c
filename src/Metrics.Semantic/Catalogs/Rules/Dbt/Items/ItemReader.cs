using System.Text.RegularExpressions;
using Metrics.Domain.Time;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Catalogs.Rules.Dbt.Items;

/// <summary>The items found in a template, or why dbt cannot read it.</summary>
internal sealed record FoundItems(IReadOnlyList<QueryItem> All, string? Problem);

/// <summary>Reads templates as strictly as dbt does; this project's own grammar accepts more.</summary>
internal static partial class ItemReader
{
    private static readonly string[] DateParts = ["year", "quarter", "month", "day", "dow", "doy"];

    /// <summary>Every item in a filter.</summary>
    public static FoundItems OfTemplate(string text, IReadOnlyCollection<string> customGrains)
    {
        // dbt runs Jinja: comments mean nothing, and what statements do is not known without running them.
        text = NotNames().Replace(text, "");
        var items = new List<QueryItem>();
        for (var at = 0; text.IndexOf("{{", at, StringComparison.Ordinal) is var open and >= 0;)
        {
            var reader = new TokenReader(text, SyntaxCodes.Definition, start: open + 2, inTemplate: true);
            var item = new CallReader(reader, isOrder: false).Read();
            if (item is null || !reader.Current.IsSymbol("}}"))
                return new FoundItems([], reader.Problem?.Message ?? $"expected '}}}}', found {reader.Current.Shown}");
            if (Wrong(item, customGrains) is { } wrong)
                return new FoundItems([], wrong);
            items.Add(item);
            at = reader.Position;
        }

        return new FoundItems(items.Distinct().ToList(), null);
    }

    /// <summary>The one item of a group-by or an order.</summary>
    public static (QueryItem? Item, string? Problem) OfItem(string text, bool isOrder)
    {
        var reader = new TokenReader(text, SyntaxCodes.Definition, inTemplate: true);
        var item = new CallReader(reader, isOrder).Read();
        if (item is not null && reader.Current.Kind != TokenKind.End)
            reader.Expected("the end");
        return reader.Problem is { } problem ? (null, problem.Message) : (item, item is null ? null : WrongParts(item));
    }

    /// <summary>Why an item is wrong whatever is defined; null when it may be right.</summary>
    public static string? Wrong(QueryItem item, IReadOnlyCollection<string> customGrains)
    {
        if (WrongParts(item) is { } wrong)
            return wrong;
        switch (item.Type)
        {
            case ItemType.Metric:
                return item.GroupBy.Count == 0 ? $"Metric('{item.Name}') needs group_by, the entity that it is computed for" : null;
            case ItemType.Entity:
                return DunderName.Of(item.Name, []).Grain is null ? null : $"the entity '{item.Name}' cannot have a grain";
            default:
                var isTime = item.Type == ItemType.TimeDimension || item.Grain is not null || item.DatePart is not null;
                var name = DunderName.Of(item.Name, isTime ? customGrains : []);
                if (name.Links.Count != 1 && name.Element != "metric_time")
                    return $"'{item.Name}' is not of the form <primary entity>__<dimension>";
                return isTime && name.Grain is { } inName && item.Grain is { } grain && grain != inName
                    ? $"'{item.Name}' has the grain {inName}, but is requested by {grain}"
                    : null;
        }
    }

    private static string? WrongParts(QueryItem item) => item switch
    {
        { Type: ItemType.Metric }
            when DunderName.Of(item.Name, []).Links.Count > 0 => $"the metric '{item.Name}' cannot be reached through entities",
        { DatePart: { } part } when !DateParts.Contains(part.ToLowerInvariant()) =>
            $"'{part}' is not a date part; expected one of {string.Join(", ", DateParts)}",
        _ => null,
    };

    /// <summary>The item's grain if it is unknown; null otherwise.</summary>
    public static string? UnknownGrain(QueryItem item, IReadOnlyCollection<string> customGrains) =>
        item is { Type: ItemType.Dimension or ItemType.TimeDimension }
            && (DunderName.Of(item.Name, customGrains).Grain ?? item.Grain)?.ToLowerInvariant() is { } grain
            && Grains.Find(grain) is null && !customGrains.Contains(grain)
            ? grain
            : null;

    [GeneratedRegex(@"\{#.*?#\}|\{%.*?%\}", RegexOptions.Singleline)]
    private static partial Regex NotNames();
}
