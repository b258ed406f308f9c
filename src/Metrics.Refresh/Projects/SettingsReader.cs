using System.Globalization;
using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Materializations;
using Metrics.Semantic.Reading;

namespace Metrics.Refresh.Projects;

/// <summary>Reads <c>metrics.yml</c>.</summary>
internal sealed partial class SettingsReader(ProjectVariables variables, string? environment, ICollection<Diagnostic> problems)
{
    public const string EnvironmentVariable = "METRICS_ENVIRONMENT";

    // In seconds. Other runs have to wait while one waits for warming.
    private const long LongestWarming = 600;

    public ProjectSettings Read(YamlValue root)
    {
        if (MappingReader.Of(root, problems, "project") is not { } reader)
            return new ProjectSettings("", new RefreshSettings(), [], new Dictionary<string, string>(), new HashSet<string>());
        var vars = ReadVars(reader.Mapping("vars", "vars"));
        ReadEnvironments(reader, vars);
        var packs = ReadPacks(reader.Mapping("packs", "packs"));
        var settings = new ProjectSettings(
            reader.Required("name"),
            ReadRefresh(reader.Mapping("refresh", "refresh settings")),
            reader.Mappings("schedules", "schedule").Select(ReadSchedule).OfType<ScheduleDeclaration>().ToEquatableList(),
            vars,
            packs.Where(p => p.Together).Select(p => p.Name).ToHashSet())
        {
            Publish = ReadPublish(reader.Mapping("publish", "publish settings")),
            SharedEntities = reader.Texts("shared_entities"),
            Environment = environment,
            DisabledPacks = packs.Where(p => !p.Enabled).Select(p => p.Name).ToEquatableList(),
        };
        // Catalogs read this part; here only its shape is checked.
        if (reader.Mapping("external", "external") is { } external)
        {
            if (external.Text("manifest") is null && external.Text("dbt_project") is null)
                external.Required("schema");
            external.Text("schema");
            external.Text("target");
            external.Word("keys", "checked", ("checked", "checked"), ("declared", "declared"));
            external.Text("change_key");
            external.Finish();
        }

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
            ModelTimeout = reader.Duration("model_timeout"),
            KeepRuns = reader.Duration("keep_runs") ?? defaults.KeepRuns,
            KeepAudit = reader.Duration("keep_audit") ?? defaults.KeepAudit,
            Rebuild = new RebuildRule(
                ReadShare(reader, "rebuild_above") ?? defaults.Rebuild.Share,
                reader.Integer("rebuild_from_rows", 0) ?? defaults.Rebuild.FromRows),
            BuildMemory = ReadMemory(reader, "build_memory"),
        };
        reader.Finish();
        return settings;
    }

    private static PublishSettings ReadPublish(MappingReader? reader)
    {
        var defaults = new PublishSettings();
        if (reader is null)
            return defaults;
        var seconds = reader.Integer("warm_seconds", 0);
        if (seconds > LongestWarming)
            reader.Report(DiagnosticCode.WrongValue,
                $"publish settings: 'warm_seconds' must be a whole number of at most {LongestWarming}", reader.At("warm_seconds"));
        reader.Finish();
        return seconds is { } given ? new PublishSettings { Warm = TimeSpan.FromSeconds(Math.Min(given, LongestWarming)) } : defaults;
    }

    private static double? ReadShare(MappingReader reader, string key)
    {
        if (reader.Text(key) is not { } text)
            return null;
        if (Share.Parse(text) is { IsPercent: true, Number: > 0 and <= 100 } share)
            return (double)share.Number / 100;
        reader.Report(
            DiagnosticCode.WrongValue, $"'{key}' is '{text}', which is not a share of the rows", reader.At(key),
            "write a share above 0 % and up to 100 %, such as 50%");
        return null;
    }

    private static long? ReadMemory(MappingReader reader, string key)
    {
        if (reader.Text(key) is not { } text)
            return null;
        if (MemoryText().Match(text) is { Success: true } match
            && long.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture) is var number and > 0)
            return number << (match.Groups["u"].ValueSpan is "GB" ? 30 : 20);
        reader.Report(
            DiagnosticCode.WrongValue, $"'{key}' is '{text}', which is not an amount of memory", reader.At(key),
            "write megabytes or gigabytes, such as 512MB");
        return null;
    }

    [GeneratedRegex("^(?<n>[0-9]{1,6}) ?(?<u>MB|GB)$", RegexOptions.ExplicitCapture)]
    private static partial Regex MemoryText();

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

    private Dictionary<string, string> ReadVars(MappingReader? reader)
    {
        var vars = new Dictionary<string, string>();
        foreach (var key in (reader?.Entries ?? []).Select(e => e.Key.Text))
            vars[key] = variables.Fill(reader!.Text(key) ?? "", reader.At(key), problems);
        return vars;
    }

    // Vars of the chosen environment override the general ones; other environments are only checked.
    private void ReadEnvironments(MappingReader project, Dictionary<string, string> vars)
    {
        var known = new List<string>();
        if (project.Mapping("environments", "environments") is { } environments)
        {
            foreach (var name in environments.Entries.Select(e => e.Key.Text))
            {
                known.Add(name);
                if (environments.Mapping(name, $"environment '{name}'") is not { } reader)
                    continue;
                foreach (var (key, value) in ReadVars(reader.Mapping("vars", $"vars of environment '{name}'")))
                {
                    if (!vars.ContainsKey(key))
                        reader.Report(DiagnosticCode.UnknownName, $"environment '{name}' sets var '{key}', which vars does not",
                            reader.At("vars"), known: vars.Keys, near: key);
                    else if (name == environment)
                        vars[key] = value;
                }

                reader.Finish();
            }
        }

        if (environment is not null && !known.Contains(environment))
            project.Report(DiagnosticCode.UnknownName,
                $"there is no environment '{environment}' (--environment, or {EnvironmentVariable}); metrics.yml declares "
                    + (known.Count == 0 ? "none" : $"{string.Join(", ", known)} under 'environments'"),
                project.At("environments"),
                known.Count == 0 ? "leave it out: then vars are used as they are; an environment is declared with "
                    + "environments: {development: {vars: {…}}}" : null,
                known, environment);
    }

    private static List<(string Name, bool Together, bool Enabled)> ReadPacks(MappingReader? reader)
    {
        var packs = new List<(string, bool, bool)>();
        foreach (var name in (reader?.Entries ?? []).Select(e => e.Key.Text))
        {
            if (reader!.Mapping(name, $"pack '{name}'") is not { } pack)
                continue;
            packs.Add((name, pack.Word("publish", false, ("together", true), ("each", false)), pack.Flag("enabled", otherwise: true)));
            pack.Finish();
        }

        return packs;
    }
}
