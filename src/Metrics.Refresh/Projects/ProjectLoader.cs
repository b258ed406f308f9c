using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Sql;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Reading;

namespace Metrics.Refresh.Projects;

/// <summary>Reads a project folder, <c>metrics.yml</c> and one folder per pack, and reports all problems together.</summary>
internal sealed partial class ProjectLoader(string folder, Func<string, string?> environment)
{
    private const string SettingsFile = "metrics.yml";
    private readonly List<Diagnostic> _problems = [];
    private readonly List<string> _unread = [];
    private readonly string _folder = Path.GetFullPath(folder);

    public static Outcome<Project> Load(string folder, Func<string, string?> environment) => new ProjectLoader(folder, environment).Load();

    /// <summary>The settings in <c>metrics.yml</c>, without the packs; null while it cannot be read or has errors.</summary>
    public static ProjectSettings? LoadSettings(string folder, Func<string, string?> environment)
    {
        var loader = new ProjectLoader(folder, environment);
        try
        {
            if (loader.ReadYaml(Path.Combine(loader._folder, SettingsFile)) is not { } root)
                return null;
            var settings = loader.ReadSettings(root);
            return loader._problems.Any(p => p.Severity == DiagnosticSeverity.Error) ? null : settings;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The file may be being replaced at this moment.
            return null;
        }
    }

    private ProjectSettings ReadSettings(YamlValue root)
    {
        var chosen = environment(SettingsReader.EnvironmentVariable) is { Length: > 0 } name ? name : null;
        return new SettingsReader(new ProjectVariables(environment), chosen, _problems).Read(root);
    }

    private Outcome<Project> Load()
    {
        var settingsPath = Path.Combine(_folder, SettingsFile);
        if (!File.Exists(settingsPath))
            return Outcome<Project>.Refused(new Diagnostic(
                DiagnosticCode.UnreadableFile, $"no {SettingsFile} in '{folder}'", Hint: "give the project's folder with --project"));
        if (ReadYaml(settingsPath) is not { } root)
        {
            // Of a file that cannot be read, nothing else can be reported.
            if (_problems.Count > 0)
                return Outcome<Project>.Refused(_problems);
            _problems.Add(new Diagnostic(DiagnosticCode.MissingKey, "the file is empty", new SourceLocation(SettingsFile, 1, 1)));
            return Outcome<Project>.Refused(_problems);
        }

        var settings = ReadSettings(root);
        var packs = Directory.GetDirectories(_folder).Where(IsPack).Except(CatalogFolder.DbtFolders(_folder))
            .OrderBy(d => d, StringComparer.Ordinal).ToList();
        var all = packs.SelectMany(ReadPack).ToLookup(n => n.Enabled && !settings.DisabledPacks.Contains(n.Pack));
        foreach (var unknown in settings.PublishTogether.Concat(settings.DisabledPacks).Distinct()
            .Where(p => packs.All(d => Path.GetFileName(d) != p)))
            _problems.Add(new Diagnostic(
                DiagnosticCode.UnknownName, $"there is no pack '{unknown}'", new SourceLocation(SettingsFile, 1, 1),
                Candidates: NearestNames.To(unknown, packs.Select(d => Path.GetFileName(d)))));
        var nodes = WithTestFiles(packs, all[true]).Select(n => WithVarValues(n, settings));
        var (byName, graph) = NodeChecks.Check([.. nodes], [.. all[false]], settings, MayBeUnread, _problems);
        var golden = packs.Where(p => !settings.DisabledPacks.Contains(Path.GetFileName(p))).SelectMany(ReadGolden).ToList();
        foreach (var twice in golden.GroupBy(g => g.Name).Where(g => g.Count() > 1))
            _problems.Add(new Diagnostic(
                DiagnosticCode.DuplicateName, $"two golden tests are called '{twice.Key}'", twice.Last().Location));
        if (_problems.Any(p => p.Severity == DiagnosticSeverity.Error))
            return Outcome<Project>.Refused(_problems);
        // What is disabled is no mistake. An ephemeral model is never a table.
        var planned = byName.Values.Where(n => n.IsStored()).Concat(all[false]).Select(n => n.Name).Distinct(StringComparer.Ordinal);
        var whole = CatalogFolder.Read(_folder) with
        {
            SharedEntities = settings.SharedEntities, Planned = planned.Order(StringComparer.Ordinal).ToEquatableList(),
        };
        _problems.AddRange(UnreadDbtProjects(whole, packs));
        var project = new Project(_folder, settings, byName, graph)
        {
            Catalog = new CatalogSource(CatalogFolder.Files(_folder), settings.SharedEntities)
            {
                Elsewhere = whole.Elsewhere,
                // Without the settings it is not known which tables others build.
                Planned = whole.External is null ? whole.Planned : null,
            },
            WholeCatalog = whole,
        };
        return Outcome<Project>.Of(golden.Count == 0 ? project : project with { Golden = Declared(golden, project) }, _problems);
    }

    // Tests may write a metric's name in any case; their results are recorded under its declared name.
    private static EquatableList<GoldenTest> Declared(List<GoldenTest> golden, Project project)
    {
        var draft = project.Draft(project.WholeCatalog);
        return golden.Select(t => t with { Metric = draft.MetricNamed(t.Metric) }).ToEquatableList();
    }

    // Warns of dbt projects in this folder that are not read, since their author probably expects it.
    private IEnumerable<Diagnostic> UnreadDbtProjects(CatalogSource whole, IReadOnlyList<string> packs)
    {
        if (whole.External is not null)
            return [];
        var folders = packs.Where(CatalogFolder.IsDbtProject).Select(Path.GetFileName);
        if (whole.Files.Count == 0 && CatalogFolder.IsDbtProject(_folder))
            folders = folders.Append(".");
        return folders.Select(f => new Diagnostic(
            DiagnosticCode.Doubtful,
            $"{(f == "." ? "this folder" : $"the folder '{f}'")} is a dbt project, and none of its definitions are read",
            new SourceLocation(SettingsFile, 1, 1),
            $"write external: {{dbt_project: {f}}}, or with the schema that dbt builds into: "
                + $"external: {{dbt_project: {f}, schema: analytics}}"));
    }

    private static bool IsPack(string directory) =>
        !Path.GetFileName(directory).StartsWith('.')
        && (File.Exists(Path.Combine(directory, "sources.yml")) || Directory.Exists(Path.Combine(directory, "models"))
            || Directory.Exists(Path.Combine(directory, "seeds")));

    private List<Node> ReadPack(string directory)
    {
        var pack = Path.GetFileName(directory);
        var reader = new SourcesReader(_folder, pack, new ProjectVariables(environment), _problems);
        var nodes = new List<Node>();
        if (Path.Combine(directory, "sources.yml") is var sources && File.Exists(sources) && ReadYaml(sources) is { } sourcesRoot)
            nodes.AddRange(reader.ReadSources(sourcesRoot));
        if (Path.Combine(directory, "seeds", "seeds.yml") is var seeds && File.Exists(seeds) && ReadYaml(seeds) is { } seedsRoot)
            nodes.AddRange(reader.ReadSeeds(seedsRoot, Path.Combine(directory, "seeds")));
        foreach (var layer in new[] { Layer.Silver, Layer.Gold })
        {
            var models = Path.Combine(directory, "models", layer.Word());
            if (!Directory.Exists(models))
                continue;
            foreach (var file in FilesIn(models, "*.sql").Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileNameWithoutExtension(file);
                if (ModelFile.Read(File.ReadAllText(file), Relative(file), name, pack, layer, _problems) is { } model)
                    nodes.Add(model);
            }
        }

        foreach (var node in nodes.Where(n => !Name().IsMatch(n.Name)))
            _problems.Add(new Diagnostic(
                DiagnosticCode.InvalidName, $"'{node.Name}' is not a name: lower-case letters, digits and underscores, at most 63",
                node.Location));
        return nodes;
    }

    private List<GoldenTest> ReadGolden(string pack)
    {
        var tests = Path.Combine(pack, "tests");
        if (!Directory.Exists(tests))
            return [];
        return FilesIn(tests, "*.yml").Order(StringComparer.Ordinal)
            .SelectMany(f => ReadYaml(f) is { } root ? new GoldenReader(Path.GetFileName(pack), _problems).Read(root) : [])
            .ToList();
    }

    // A test with its own file belongs to the table that its header names, which may be in another pack.
    private List<Node> WithTestFiles(IEnumerable<string> packs, IEnumerable<Node> nodes)
    {
        var tested = nodes.ToList();
        var files = packs.Select(p => Path.Combine(p, "tests")).Where(Directory.Exists)
            .SelectMany(f => FilesIn(f, "*.sql")).Order(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (TestFile.Read(File.ReadAllText(file), Relative(file), name, _problems) is not var (model, place, test))
                continue;
            var at = tested.FindIndex(n => n.Name == model && n.IsStored());
            if (at < 0 && !MayBeUnread(model))
                _problems.Add(new Diagnostic(
                    DiagnosticCode.UnknownName, $"test '{test.Name}' is for '{model}', which is not a table", place,
                    Candidates: NearestNames.To(model, tested.Select(n => n.Name))));
            else if (at >= 0)
                tested[at] = tested[at] with { Tests = [.. tested[at].Tests, test] };
        }

        return tested;
    }

    // With another value of a var, it is another test.
    private static Node WithVarValues(Node node, ProjectSettings settings)
    {
        if (!node.Tests.Any(t => t.Vars.Any()))
            return node;
        string Value(string name) => $"{name} = {settings.Vars.GetValueOrDefault(name)}";
        EquatableList<string> Values(SqlTest test) => test.Vars.Order(StringComparer.Ordinal).Select(Value).ToEquatableList();
        return node with { Tests = node.Tests.Select(t => t is SqlTest sql ? sql with { Values = Values(sql) } : t).ToEquatableList() };
    }

    private YamlValue? ReadYaml(string path)
    {
        var (text, known) = (File.ReadAllText(path), _problems.Count);
        if (YamlText.Read(Relative(path), text, _problems) is [var first, ..])
            return first;
        if (_problems.Count > known && Path.GetFileName(path) is "sources.yml" or "seeds.yml")
            _unread.Add(text);
        return null;
    }

    // True when an unreadable file mentions all parts of the name, such as shop__orders: that file probably declares the table.
    private bool MayBeUnread(string name) => _unread.Exists(text => name.Split("__").All(part => Mentions(text, part)));

    private static bool Mentions(string text, string word) =>
        Regex.IsMatch(text, $@"\b{Regex.Escape(word)}\b", RegexOptions.CultureInvariant);

    // Names with a dot in front are those of editors, whose locks are links to nothing.
    private static IEnumerable<string> FilesIn(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Where(f => !Path.GetFileName(f).StartsWith('.'));

    private string Relative(string path) => Path.GetRelativePath(_folder, path).Replace('\\', '/');

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$")]
    private static partial Regex Name();
}

/// <summary>Reads a test with its own file, <c>&lt;pack&gt;/tests/*.sql</c>: a header that names the table, and the query for its bad
/// rows.</summary>
internal static class TestFile
{
    /// <summary>The table under test, the place where the file names it, and the test; null when the file is not a test.</summary>
    public static (string Model, SourceLocation At, DataTest Test)? Read(
        string text, string file, string name, ICollection<Diagnostic> problems)
    {
        var (header, isRead, begins, sql) = ModelFile.Split(text, file, "a test begins with its header: /* model: … */", problems);
        // Of a header that cannot be read, nothing else can be reported.
        if (header is null || !isRead)
            return null;
        var written = sql.ReplaceLineEndings("\n");
        var query = written.Trim();
        var place = SqlTemplate.Locate(written, written.Length - written.TrimStart().Length, begins);
        var template = SqlTemplate.Parse(query, place, problems);
        var model = header.Required("model");
        header.Text("description");
        if (SqlTemplate.IsEmpty(query))
            header.Report(DiagnosticCode.MissingKey, $"test '{name}' {DataTestReader.NoQuery}", begins, DataTestReader.QueryHint);
        var test = DataTestReader.Common(
            header, new SqlTest(query, template) { GivenName = name, Location = new SourceLocation(file, 1, 1), FirstLine = place.Line });
        var at = header.At("model");
        header.Finish();
        return model == "" ? null : (model, at, test);
    }
}
