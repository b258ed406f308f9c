using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>
/// Every name that a definition uses is defined somewhere. Where it would be, if something else were not wrong, that is said instead.
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

    // A policy's condition stands beside the model whose columns it is about.
    private static EquatableList<string> Near(RuleContext context, Use use) =>
        use.By.Kind == DefinitionKind.Model && context.Set.Models.Find(m => m.Name == use.By.Name) is { } model
            ? PolicyTargets.Near(model, use.Name, context.Names.Known(use)) : NearestNames.To(use.Name, context.Names.Known(use));

    // No metric and no time; of others only the tables know the type.
    private static bool MayBeText(RuleContext context, Use use, Operand.Name beside) =>
        beside.Kind is not (NameKind.Metric or NameKind.TimeDimension) && beside.Cast == TimeCast.None
        && (context.Names.Find(use with { What = UseOf.Any, Name = beside.Text }) is not { } found
            || found.Any(k => k.Kind is DefinitionKind.Entity
                || (k.Kind is DefinitionKind.Dimension && !IsTime(context.Set, k))));

    private static bool IsTime(DefinitionSet set, DefinitionKey dimension) => set.Models
        .Any(m => m.Name == dimension.Model && m.Dimensions.Any(d => d.Name == dimension.Name && d.IsTime));

    // One line for all that a file which cannot be read takes with it, beside what is wrong with the file.
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

    /// <summary>What could have defined a name that nothing does: files of which nothing at all was read.</summary>
    public static IEnumerable<(string Text, Diagnostic Why)> UnreadTexts(CatalogSource source, DefinitionSet set) =>
        from finding in set.Findings
        where finding.Diagnostic is { Code: var code, Location: not null } && code == DiagnosticCode.UnreadableFile
        join file in source.Files on finding.Diagnostic.Location!.Value.File equals file.Path
        select (file.Text, finding.Diagnostic);

    /// <summary>That a metric is written and not enabled, behind the word that there is none; null when it is not.</summary>
    public static string? Disabled(DefinitionSet set, string metric) => Disabled(set, DefinitionKey.OfMetric(metric));

    private static string? Disabled(DefinitionSet set, Use use) =>
        Disabled(set, new DefinitionKey(use.What == UseOf.Measure ? DefinitionKind.Measure : DefinitionKind.Metric, use.Name));

    private static string? Disabled(DefinitionSet set, DefinitionKey key) => set.Written.Disabled
        .Where(d => d.Key.Name == key.Name && d.Key.Kind == key.Kind)
        .Select(d => $": it is not enabled ({d.Value})").FirstOrDefault();

    // The entities before a dimension may be written elsewhere.
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
