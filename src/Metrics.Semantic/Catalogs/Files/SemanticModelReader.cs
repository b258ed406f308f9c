using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads one entry of <c>semantic_models:</c> with everything in it.</summary>
internal static class SemanticModelReader
{
    public static void Read(YamlValue value, ReadingFile into)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "semantic model", out var name);
        if (reader is null)
        {
            into.Report(breaks: null, problems);
            return;
        }

        var meta = Meta.Of(reader);
        if (!meta.Enabled)
        {
            CloseDisabled(reader, meta, name, into);
            return;
        }

        DocumentNames.Check(reader, name, into);
        var relation = RelationReader.Read(reader, into);
        var of = relation is not null && reader.Raw("model") is null ? null : ReadTable(reader);
        var (zone, events, policies) = ReadMeta(meta.Metrics, name, into);
        var model = new WrittenModel(name, into.Pack, reader.Location)
        {
            Label = reader.Said("label"),
            Description = reader.Text("description"),
            Ref = of,
            Table = of?.Table ?? relation?.Relation.Name ?? "",
            Relation = relation?.Relation,
            RelationName = relation?.Name,
            DefaultTimeDimension = ReadDefaults(reader, into),
            PrimaryEntity = reader.Said("primary_entity"),
            Entities = reader.Items("entities").Select(e => EntityReader.Read(e, name, into)).OfType<WrittenEntity>().ToEquatableList(),
            Dimensions = reader.Items("dimensions").Select(d => DimensionReader.Read(d, name, into)).OfType<WrittenDimension>()
                .ToEquatableList(),
            Measures = reader.Items("measures").Select(m => MeasureReader.Read(m, name, into)).OfType<WrittenMeasure>().ToEquatableList(),
            EventMetrics = events,
            Policies = policies,
            TimeZone = zone,
            Meta = meta.Json,
        };
        into.Finish(reader);
        into.Into.Models.Add(model);
        into.Report(DefinitionKey.OfModel(name), problems);
    }

    public static (string Zone, EquatableList<TimeToNthEventMetric> Events, EquatableList<Policy> Policies) ReadMeta(
        MappingReader? reader, string model, ReadingFile into)
    {
        if (reader is null)
            return ("UTC", [], []);
        var zone = reader.Text("time_zone") ?? "UTC";
        if (TimeZoneName.Find(zone) is null)
            reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: '{zone}' is not an IANA time zone", reader.At("time_zone"));
        var events = reader.Items("metrics").Select(m => new EventMetricReader(into, model).Read(m)).OfType<TimeToNthEventMetric>()
            .ToEquatableList();
        var policies = PolicyReader.Read(reader, model, into);
        // A key that is unknown may be a misspelled one for policies.
        if (PolicyReader.MayBeIn(reader))
            into.Into.InDoubt.Add(model);
        reader.Finish();
        return (zone, events, policies);
    }

    // The model is treated as absent, but no other model may show what its author wanted hidden in its table.
    private static void CloseDisabled(MappingReader model, Meta meta, string name, ReadingFile into)
    {
        foreach (var measure in model.Mappings("measures", "measure"))
        {
            if (measure.Text("name") is not { } its)
                continue;
            into.Into.Disabled.TryAdd(new DefinitionKey(DefinitionKind.Measure, its, name), model.Location);
            if (measure.Flag("create_metric"))
                into.Into.Disabled.TryAdd(DefinitionKey.OfMetric(its), model.Location);
        }

        if (!meta.MayHide)
            return;
        PolicyReader.Note(meta.Metrics, name, into);
        var relation = RelationReader.Read(model, into);
        var of = relation is not null && model.Raw("model") is null ? null : RefText.Read(model.Text("model") ?? "");
        if ((of?.Table ?? relation?.Relation.Name) is not { } table)
        {
            // Reported for the whole file, so that every table that it mentions is closed.
            into.Report(breaks: null, [new Diagnostic(
                DiagnosticCode.PolicyNotHeld,
                $"the policies of semantic model '{name}', which is not enabled, do not name a readable table",
                model.Location, "name it with model: ref('name')")]);
            return;
        }

        into.Into.Closed.Add(new ClosedTable(table, $"the policies of semantic model '{name}' are in a model that is not enabled")
        {
            Ref = of, Relation = of is null ? relation?.Relation : null,
        });
    }

    private static TableRef? ReadTable(MappingReader reader)
    {
        var text = reader.Required("model");
        if (text.Length == 0)
            return null;
        if (RefText.Read(text) is { } read)
            return read;
        reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: model '{text}' is not of the form ref('name')", reader.At("model"));
        return null;
    }

    private static Word? ReadDefaults(MappingReader reader, ReadingFile into)
    {
        var defaults = reader.Mapping("defaults", $"{reader.What}: defaults");
        var timeDimension = defaults?.Said("agg_time_dimension");
        into.Finish(defaults);
        return timeDimension;
    }
}

/// <summary>dbt's references: <c>ref('fct_orders')</c>, possibly with a package, a version or braces.</summary>
internal static partial class RefText
{
    /// <summary>The model named; null when the text is no reference.</summary>
    public static TableRef? Read(string text)
    {
        if (Reference().Match(text) is not { Success: true } match)
            return null;
        var (package, version) = (match.Groups["package"], match.Groups["version"]);
        return new TableRef(package.Success ? package.Value : null, match.Groups["model"].Value, version.Success ? version.Value : null);
    }

    [GeneratedRegex(
        """
        ^\s*(\{\{)?\s*ref\s*\(\s*(['"](?<package>[^'"]+)['"]\s*,\s*)?['"](?<model>[^'"]+)['"]\s*
        (,\s*v(ersion)?\s*=\s*['"]?(?<version>[\w.]+)['"]?\s*)?\)\s*(\}\})?\s*$
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Reference();
}
