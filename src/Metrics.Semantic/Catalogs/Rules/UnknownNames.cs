using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>
/// Every name that a definition uses is defined somewhere. If another error is the reason that it is not, that error is reported instead.
/// </summary>
internal static class UnknownNames
{
    public static IEnumerable<Finding> Check(RuleContext context)
    {
        var unread = UnreadTexts(context.Source, context.Set).ToList();
        var unknown = context.Set.Uses.Where(use => use.Name.Length > 0 && context.Names.Find(use) is null)
            .Select(use => (Use: use, Disabled: Disabled(context.Set, use)))
            .Select(u => (u.Use, u.Disabled, Why: u.Disabled is null ? unread.Find(f => UnreadFiles.Mentions(f.Text, OwnName(u.Use))).Why
                : null))
            .ToList();
        return
        [
            .. unknown.Where(u => u.Why is null).Select(u => new Finding(u.Use.By, Unknown(context, u.Use, u.Disabled))),
            .. unknown.Where(u => u.Why is not null).GroupBy(u => u.Why!).SelectMany(g => Missed(g.Key, g.Select(u => u.Use))),
        ];
    }

    private static Diagnostic Unknown(RuleContext context, Use use, string? disabled)
    {
        var near = disabled is null ? Near(context, use) : default;
        var hint = disabled is null && near.Count == 0 && use.Hint is { } text && MayBeText(context, use, text.Beside) ? text.Words : null;
        return new Diagnostic(
            DiagnosticCode.UnknownName, $"{use.By}: there is no {Word(use)} '{use.Name}'{disabled}", use.At, hint, Candidates: near)
        {
            Unknown = use.Name,
        };
    }

    // A policy is written in the model whose columns it is about: that model's names come first.
    private static EquatableList<string> Near(RuleContext context, Use use) =>
        use.By.Kind == DefinitionKind.Model && context.Set.Models.Find(m => m.Name == use.By.Name) is { } model
            ? PolicyTargets.Near(model, use.Name, context.Names.Known(use)) : NearestNames.To(use.Name, context.Names.Known(use));

    // The other side is no metric and no time; otherwise only the tables know its type.
    private static bool MayBeText(RuleContext context, Use use, Operand.Name beside) =>
        beside.Kind is not (NameKind.Metric or NameKind.TimeDimension) && beside.Cast == TimeCast.None
        && (context.Names.Find(use with { What = UseOf.Any, Name = beside.Text }) is not { } found
            || found.Any(k => k.Kind is DefinitionKind.Entity
                || (k.Kind is DefinitionKind.Dimension && !IsTime(context.Set, k))));

    private static bool IsTime(DefinitionSet set, DefinitionKey dimension) => set.Models
        .Any(m => m.Name == dimension.Model && m.Dimensions.Any(d => d.Name == dimension.Name && d.IsTime));

    // One line for everything that is left out because a file cannot be read, in addition to the file's own error.
    private static IEnumerable<Finding> Missed(Diagnostic why, IEnumerable<Use> uses)
    {
        var (missed, by) = (uses.ToList(), uses.Select(u => u.By).Distinct().ToList());
        var names = missed.Select(u => $"{Word(u)} '{u.Name}'").Distinct().Order(StringComparer.Ordinal).ToEquatableList();
        var affected = by.Select(k => k.ToString()).Order(StringComparer.Ordinal).ToEquatableList();
        var problem = new Diagnostic(
            DiagnosticCode.LeftOut,
            $"{why.Location!.Value.File} cannot be read ({UnreadFiles.Place(why)}), and what uses {NameList.Of(names)}, which it mentions, "
                + $"is left out with it: {NameList.Of(affected)}",
            why.Location)
        {
            Affects = affected,
        };
        return by.Select(k => new Finding(k, problem));
    }

    /// <summary>Files of which nothing at all could be read, and which therefore may define a missing name.</summary>
    public static IEnumerable<(string Text, Diagnostic Why)> UnreadTexts(CatalogSource source, DefinitionSet set) =>
        from finding in set.Findings
        where finding.Diagnostic is { Code: var code, Location: not null } && code == DiagnosticCode.UnreadableFile
        join file in source.Files on finding.Diagnostic.Location!.Value.File equals file.Path
        select (file.Text, finding.Diagnostic);

    /// <summary>Text to append to the error about a missing metric if the metric is written but not enabled; null otherwise.</summary>
    public static string? Disabled(DefinitionSet set, string metric) => Disabled(set, DefinitionKey.OfMetric(metric));

    private static string? Disabled(DefinitionSet set, Use use) =>
        Disabled(set, new DefinitionKey(use.What == UseOf.Measure ? DefinitionKind.Measure : DefinitionKind.Metric, use.Name));

    private static string? Disabled(DefinitionSet set, DefinitionKey key) => set.Written.Disabled
        .Where(d => d.Key.Name == key.Name && d.Key.Kind == key.Kind)
        .Select(d => $": it is not enabled ({d.Value})").FirstOrDefault();

    // The entities before a dimension may be declared in other files.
    private static string OwnName(Use use) => use.Name.LastIndexOf("__", StringComparison.Ordinal) is var cut and > 0
        ? use.Name[(cut + 2)..] : use.Name;

    private static string Word(Use use) => use.What switch
    {
        UseOf.Measure => "measure",
        UseOf.Metric => "metric",
        UseOf.OwnEntity => $"entity of '{use.Model}'",
        UseOf.OwnDimension => $"dimension of '{use.Model}'",
        UseOf.GroupBy => "dimension, entity or time",
        _ => "metric, dimension, entity or time",
    };
}
