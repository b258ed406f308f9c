using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>
/// Conditions of a saved query in the grammar of requests, <c>where:</c> under <c>config.meta.metrics</c>, and the parameters in them.
/// </summary>
internal static class SavedConditions
{
    public static EquatableList<Filter> Read(
        MappingReader reader, DefinitionKey key, ICollection<Use> uses, ICollection<Diagnostic> problems)
    {
        var (grammar, read) = (new Grammar($"{reader.What}: where", problems), new List<Filter>());
        foreach (var text in reader.Words("where"))
        {
            if (grammar.SavedFilter(text) is not { } filter)
                continue;
            read.Add(filter);
            foreach (var name in Grammar.Names(filter))
                uses.Add(new Use(key, UseOf.Any, name.Text, text.At) { Hint = UnquotedText.Hint([filter], name.Text) });
        }

        return read.ToEquatableList();
    }

    /// <summary>Checks that every parameter is declared and used. One without effect would mislead its caller.</summary>
    public static void CheckParameters(MappingReader reader, EquatableList<SavedParameter> declared, EquatableList<Filter> conditions)
    {
        var (names, used) = (declared.Select(p => p.Name).ToList(), conditions.SelectMany(FilterParameters.Names).Distinct().ToList());
        foreach (var unknown in used.Except(names))
        {
            reader.Report(
                DiagnosticCode.UnknownName, $"{reader.What}: its conditions use the parameter '{unknown}', which it does not declare",
                hint: "declare it in config.meta.metrics: parameters", known: names, near: unknown);
        }

        foreach (var idle in names.Except(used))
        {
            reader.Report(
                DiagnosticCode.WrongValue,
                $"{reader.What}: the parameter '{idle}' is in none of its conditions, so it has no effect",
                hint: $"write {{{{ Parameter('{idle}') }}}} in config.meta.metrics: where, or leave the parameter out");
        }
    }
}
