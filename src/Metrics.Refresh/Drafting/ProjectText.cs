using System.Globalization;
using System.Text;
using Metrics.Domain;

namespace Metrics.Refresh.Drafting;

/// <summary>The files of new projects: drafted from data, over a dbt project, or empty with examples.</summary>
internal static class ProjectText
{
    private const int LongestSource = 20;

    // The README outlives the environment that it was written in.
    private const string Moved = $"the API answers there unless `{ApiAddress.Variable}` sets another address";

    /// <summary>A project over the files of a folder.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="data">The folder of the files.</param>
    /// <param name="draft">What was found in them.</param>
    /// <param name="api">Where the API answers.</param>
    public static NewProject Of(string name, string folder, string data, FolderDraft draft, string api)
    {
        var source = SourceOf(name);
        var files = new List<(string, string)>
        {
            ("metrics.yml", Settings(name)),
            ($"{source}/sources.yml", SourcesText.Of(source, folder, PathFrom(folder, data), draft)),
            ("README.md", Readme(name, folder, source, draft, api)),
            ($"{source}/semantic/questions.yml", SemanticText.Of(draft.Questions)),
        };
        files.AddRange(draft.Tables.Select(t => ($"{source}/models/gold/{t.Name}.sql", SourcesText.Model(source, t))));
        files.AddRange(draft.Models.Select(m => ($"{source}/semantic/{FileOf(m.Table.Name)}.yml", SemanticText.Of(m))));
        return new NewProject(name, files.ToEquatableList());
    }

    /// <summary>A project over the tables that a dbt project builds.</summary>
    public static NewProject OfDbt(string name, string folder, string dbt, string? schema, string api)
    {
        var where = schema is null ? "" : $", schema: {Yaml.Text(schema)}";
        var readme = $"""
            # {name}

            Serves the definitions of the dbt project {PathFrom(folder, dbt)}, read where they stand; dbt goes on building the tables.
            In the checkout of Metrics, with the database that dbt builds into:

            ```sh
            export ConnectionStrings__Warehouse='Host=…;Database=…;Username=…;Password=…'
            scripts/refresh.sh validate --project {Shell(folder)}
            ./run.sh {Shell(folder)}
            ```

            Then, in another terminal ({Moved}):

            ```sh
            curl -s '{api}/api/v1/metrics'
            curl -s '{api}/api/v1/saved-queries'
            curl -s '{api}/api/v1/diagnostics'
            ```

            """.ReplaceLineEndings("\n");
        var settings = Settings(name)
            + "# The tables are dbt's (docs/catalog.md, \"Tables that others make\").\n"
            + $"external: {{dbt_project: {Yaml.Text(PathFrom(folder, dbt))}{where}}}\n";
        return new NewProject(name, [("metrics.yml", settings), ("README.md", readme)]);
    }

    /// <summary>A project without data: what goes where, as comments.</summary>
    public static NewProject Empty(string name, string folder)
    {
        var source = SourceOf(name);
        return new NewProject(name,
        [
            ("metrics.yml", Settings(name)),
            ($"{source}/sources.yml", Skeleton.Sources(source)),
            ($"{source}/models/gold/README.md", Skeleton.Models(source)),
            ($"{source}/semantic/metrics.yml", Skeleton.Semantic),
            ("README.md", Skeleton.Readme(name, source, Shell(folder))),
        ]);
    }

    /// <summary>The text, quoted for a shell if necessary.</summary>
    public static string Shell(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+".Contains(c, StringComparison.Ordinal)) ? text
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>The address of a question's answer.</summary>
    public static string Address(string api, DraftedQuestion question) => $"{api}/api/v1/saved-queries/{question.Name}/result?format=csv";

    /// <summary>The folder of a project's one pack.</summary>
    public static string SourceOf(string name)
    {
        var source = SafeName.Of(name, "data");
        source = source.Length > LongestSource ? source[..LongestSource].TrimEnd('_') : source;
        return SafeName.IsReserved(source) ? $"{source}_data" : source;
    }

    private static string FileOf(string table) => table == "questions" ? "questions_table" : table;

    // Data that lie beside the project get a relative path, so that both can be moved together.
    private static string PathFrom(string folder, string data)
    {
        var parent = Path.GetDirectoryName(folder) ?? "/";
        var below = Path.GetRelativePath(parent, data).Replace('\\', '/');
        return parent != "/" && !below.StartsWith("..", StringComparison.Ordinal) && !Path.IsPathRooted(below) ? $"../{below}" : data;
    }

    private static string Settings(string name) =>
        $"""
        # The project's name is that of its database in the private cluster of ./run.sh; a database belongs to one project.
        name: {Yaml.Text(name)}

        # When the worker refreshes by itself (minute hour day month weekday):
        # schedules:
        #   - {"{"}name: nightly, cron: "15 3 * * *", time_zone: Europe/Madrid{"}"}

        """.ReplaceLineEndings("\n");

    private static string Readme(string name, string folder, string source, FolderDraft draft, string api)
    {
        var text = new StringBuilder($"# {name}\n\nStart everything, in the checkout of Metrics:\n\n");
        text.Append($"```sh\n./run.sh {Shell(folder)}\n```\n\n");
        text.Append($"## Questions\n\nIn another terminal ({Moved}); `?format=csv` may be `ndjson`, `xlsx` or `json`, whose `meta` also "
            + "says how old the data are, which rows were rejected, and whether anything is degraded:\n\n");
        foreach (var question in draft.Questions)
            text.Append($"{question.Title}:\n\n```sh\ncurl -s '{Address(api, question)}'\n```\n\n");
        foreach (var (title, address) in More(draft).Take(Drafting.Questions.Most - draft.Questions.Count))
            text.Append($"{title}:\n\n```sh\ncurl -s '{api}{address}'\n```\n\n");
        text.Append($"Your own, of any metric by any dimension:\n\n```sh\ncurl -s '{api}/api/v1/metrics'\n```\n\n");
        Names(text, draft);
        text.Append("## What is where\n\n| | |\n|---|---|\n");
        text.Append($"| [{source}/sources.yml]({source}/sources.yml) | how each file is read: what is unsure is noted next to it |\n");
        text.Append($"| [{source}/models/gold]({source}/models/gold) | a query a table, to be changed as you like |\n");
        text.Append($"| [{source}/semantic]({source}/semantic) | what can be asked: metrics, dimensions, joins, and the questions |\n\n");
        text.Append($"After a change `scripts/refresh.sh validate --data --project {Shell(folder)}` says what is wrong, ");
        text.Append($"and `scripts/refresh.sh run --project {Shell(folder)}` builds the tables again.\n");
        text.Append("\n## Tables\n\n| file | table | rows | key |\n|---|---|---|---|\n");
        foreach (var table in draft.Tables)
        {
            var rows = table.Rows.ToString("N0", CultureInfo.InvariantCulture) + (table.HasMore ? " or more" : "");
            var file = Yaml.Comment(table.File).Replace("|", "\\|", StringComparison.Ordinal);
            text.Append($"| {file} | {table.Name} | {rows} | {table.Key ?? "none"} |\n");
        }

        foreach (var table in draft.Tables.Where(t => t.Further is not null))
        {
            text.Append($"\nFurther files of the kind of `{Yaml.Comment(table.File)}` are read if `file:` of `{table.Name}` in ");
            text.Append($"`{source}/sources.yml` says `{Yaml.Comment(table.Further!)}`.\n");
        }

        LeftOut(text, name, folder, source, draft);
        return text.ToString();
    }

    private static void LeftOut(StringBuilder text, string name, string folder, string source, FolderDraft draft)
    {
        if (draft.LeftOut.Count > 0)
            text.Append("\n## Left out\n\n| file | why |\n|---|---|\n");
        foreach (var (file, why) in draft.LeftOut)
            text.Append($"| {Cell(file)} | {Cell(why)} |\n");
        text.Append($"\n## One more table\n\n{OneMore(name, folder, source)}\n");
    }

    private static string Cell(string text) => Yaml.Comment(text).Replace("|", "\\|", StringComparison.Ordinal);

    private static string OneMore(string name, string folder, string source) =>
        "`init` writes new projects only. For a file that was left out and is mended, or a new one, have a project drafted beside "
        + "this one:\n\n"
        + $"```sh\nscripts/refresh.sh init {Shell(folder + "-2")} --name {Shell(name)} --from FOLDER\n```\n\n"
        + "FOLDER has all files, the new one among them. From the new project copy three things into this one: the table's part of "
        + $"`{source}/sources.yml`, its file in `{source}/models/gold`, and its file in `{source}/semantic`; then run "
        + $"`scripts/refresh.sh validate --data --project {Shell(folder)}`.";

    // The names as a question writes them, with the entity as a prefix.
    private static void Names(StringBuilder text, FolderDraft draft)
    {
        text.Append("These are the names that a question takes. A time takes a grain (`metric_time__month`), and where tables are joined ");
        text.Append("the metrics of one are grouped by what the other has, too.\n\n| table | metrics | to group by |\n|---|---|---|\n");
        foreach (var model in draft.Models)
        {
            var metrics = model.Measures.Select(m => m.Name).Prepend(model.Count).Select(m => $"`{m}`");
            var groups = model.Times.Concat(model.Dimensions).Select(c => $"`{model.AskedAs(c)}`");
            if (model.Time is { } time)
                groups = groups.Prepend($"`metric_time` ({model.NameOf(time)})");
            // Each of its rows is a group of its own.
            if (model.Table.Key is not null && model.Times.Count + model.Dimensions.Count == 0)
                groups = groups.Append($"`{model.Entity}`");
            text.Append($"| {model.Table.Name} | {string.Join(", ", metrics)} | {string.Join(", ", groups)} |\n");
        }

        if (draft.Models.FirstOrDefault(m => m.Dimensions.Count > 0) is { } first)
            text.Append($"\nSuch as `/api/v1/query?metrics={first.Count}&group_by={first.AskedAs(first.Dimensions[0])}`.\n");
        text.Append('\n');
    }

    // A table with one column does not yield five questions, so general ones fill up the list.
    private static IEnumerable<(string Title, string Address)> More(FolderDraft draft) =>
    [
        ("What it can be grouped by", $"/api/v1/metrics/{draft.Models[0].Count}/dimensions"),
        ("How old the tables are", "/api/v1/freshness"),
        ("What the first run did", "/api/v1/runs"),
        ("Where a number comes from", $"/api/v1/lineage/{draft.Models[0].Count}"),
    ];
}
