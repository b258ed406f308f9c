using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Scheduling;
using Metrics.Semantic.Reading;

namespace Metrics.Refresh.Projects;

/// <summary>Reads <c>metrics.yml</c>.</summary>
internal static class SettingsReader
{
    public static ProjectSettings Read(YamlValue root, ICollection<Diagnostic> problems)
    {
        if (MappingReader.Of(root, problems, "project") is not { } reader)
            return new ProjectSettings("", new RefreshSettings(), [], new Dictionary<string, string>(), new HashSet<string>());
        var settings = new ProjectSettings(
            reader.Required("name"),
            ReadRefresh(reader.Mapping("refresh", "refresh settings")),
            reader.Mappings("schedules", "schedule").Select(ReadSchedule).OfType<ScheduleDeclaration>().ToEquatableList(),
            ReadVars(reader.Mapping("vars", "vars")),
            ReadPacks(reader.Mapping("packs", "packs")))
        {
            SharedEntities = reader.Texts("shared_entities"),
        };
        reader.Finish();
        return settings;
    }

    private static RefreshSettings ReadRefresh(MappingReader? reader)
    {
        var defaults = new RefreshSettings();
        if (reader is null)
            return defaults;
        var settings = new RefreshSettings
        {
            Parallelism = (int)Math.Min(reader.Integer("parallelism", 1) ?? defaults.Parallelism, 64),
            KeepVersions = (int)Math.Min(reader.Integer("keep_versions", 1) ?? defaults.KeepVersions, 1000),
            LongestStatement = reader.Duration("longest_statement") ?? defaults.LongestStatement,
            Lease = reader.Duration("lease") ?? defaults.Lease,
        };
        reader.Finish();
        return settings;
    }

    private static ScheduleDeclaration? ReadSchedule(MappingReader reader)
    {
        var (name, cron, zoneName) = (reader.Required("name"), reader.Required("cron"), reader.Text("time_zone") ?? "UTC");
        var select = reader.Texts("select");
        if (cron != "" && Crontab.Parse(cron) is { Error: { } error })
            reader.Report(DiagnosticCode.WrongValue, $"schedule '{name}': cron '{cron}': {error}", reader.At("cron"));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var zone))
            reader.Report(DiagnosticCode.WrongValue, $"schedule '{name}': '{zoneName}' is not an IANA time zone", reader.At("time_zone"));
        reader.Finish();
        return zone is null ? null : new ScheduleDeclaration(name, cron, zone, select);
    }

    private static Dictionary<string, string> ReadVars(MappingReader? reader)
    {
        var vars = new Dictionary<string, string>();
        foreach (var entry in reader?.Entries ?? [])
            vars[entry.Key.Text] = reader!.Text(entry.Key.Text) ?? "";
        return vars;
    }

    private static HashSet<string> ReadPacks(MappingReader? reader)
    {
        var together = new HashSet<string>();
        foreach (var entry in reader?.Entries ?? [])
        {
            if (reader!.Mapping(entry.Key.Text, $"pack '{entry.Key.Text}'") is not { } pack)
                continue;
            if (pack.Word("publish", false, ("together", true), ("each", false)))
                together.Add(entry.Key.Text);
            pack.Finish();
        }

        return together;
    }

    private static TimeSpan? Duration(this MappingReader reader, string key)
    {
        if (reader.Text(key) is not { } text)
            return null;
        var duration = DurationText.Parse(text);
        if (duration is null)
            reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: '{key}' must be {DurationText.Expected}", reader.At(key));
        return duration;
    }
}
