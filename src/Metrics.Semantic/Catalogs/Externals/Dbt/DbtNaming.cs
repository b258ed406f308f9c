using System.Globalization;
using Metrics.Semantic.Catalogs.Externals.Dbt.Jinja;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Externals.Dbt;

/// <summary>
/// How a dbt project names schemas and tables: by dbt's own macros or those of the project that override them, evaluated for one target.
/// What cannot be evaluated is not guessed.
/// </summary>
internal sealed class DbtNaming
{
    private const string SchemaMacro = "generate_schema_name";

    private const string AliasMacro = "generate_alias_name";

    // From dbt 1.12, without the adapter's dispatch.
    private const string Own =
        """
        {% macro default__generate_schema_name(custom_schema_name, node) -%}
            {%- if custom_schema_name is none -%}{{ target.schema }}
            {%- else -%}{{ target.schema }}_{{ custom_schema_name | trim }}{%- endif -%}
        {%- endmacro %}
        {% macro generate_schema_name_for_env(custom_schema_name, node) -%}
            {%- if target.name == 'prod' and custom_schema_name is not none -%}{{ custom_schema_name | trim }}
            {%- else -%}{{ target.schema }}{%- endif -%}
        {%- endmacro %}
        {% macro default__generate_alias_name(custom_alias_name=none, node=none) -%}
            {%- if custom_alias_name -%}{{ custom_alias_name | trim }}
            {%- elif node.version -%}{{ return(node.name ~ "_v" ~ (node.version | replace(".", "_"))) }}
            {%- else -%}{{ node.name }}{%- endif -%}
        {%- endmacro %}
        """;

    private readonly Dictionary<string, JinjaMacro> _own = new(StringComparer.Ordinal);
    private readonly JinjaNames _names;

    /// <param name="project">The project's name.</param>
    /// <param name="schema">The schema of the target.</param>
    /// <param name="target">The target's name; null when it is not given.</param>
    /// <param name="vars">The <c>vars</c> of the project.</param>
    /// <param name="macros">The project's macros.</param>
    public DbtNaming(string project, string schema, string? target, YamlValue? vars, IEnumerable<JinjaMacro> macros)
    {
        TargetSchema = schema;
        foreach (var macro in macros)
            _own.TryAdd(macro.Name, macro);
        var all = JinjaMacro.Read("", Own).ToDictionary(m => m.Name, StringComparer.Ordinal);
        foreach (var macro in _own.Values)
            all[macro.Name] = macro;
        var of = new Dictionary<string, JinjaValue>(StringComparer.Ordinal)
        {
            ["schema"] = JinjaValue.Of(schema), ["type"] = JinjaValue.Of("postgres"),
        };
        if (target is not null)
            (of["name"], of["target_name"]) = (JinjaValue.Of(target), JinjaValue.Of(target));
        _names = new JinjaNames(
            new Dictionary<string, JinjaValue>(StringComparer.Ordinal)
            {
                ["target"] = new JinjaValue.Map(of, "target"), ["project_name"] = JinjaValue.Of(project),
            },
            Vars(project, vars), all);
    }

    /// <summary>The schema of the target.</summary>
    public string TargetSchema { get; }

    // Each name is evaluated within a budget of its own.
    private JinjaNames Names => _names with { Budget = new JinjaBudget() };

    /// <summary>The value of a configured setting, with its Jinja evaluated.</summary>
    public JinjaValue Value(DbtSettings.Said said) => said switch
    {
        { Text: null } => JinjaValue.Nothing,
        { IsComputed: false } => JinjaValue.Of(said.Text),
        { IsExpression: true } => JinjaExpression.Evaluate(said.Text, Names),
        _ => JinjaTemplate.Evaluate(said.Text, Names),
    };

    /// <summary>The schema of a table, and the project's macro that decides it; null where dbt's own does.</summary>
    /// <param name="custom">The configured schema.</param>
    /// <param name="node">The table, as the macro sees it.</param>
    public (JinjaValue Name, JinjaMacro? Decides) Schema(JinjaValue custom, JinjaValue node) => Ask(SchemaMacro, custom, node);

    /// <summary>The name of a table, in the same way.</summary>
    public (JinjaValue Name, JinjaMacro? Decides) Alias(JinjaValue custom, JinjaValue node) => Ask(AliasMacro, custom, node);

    /// <summary>A table as the <c>node</c> of macros, with the properties they use.</summary>
    public static JinjaValue Node(string package, string list, string name, string? version, IEnumerable<string> fqn) =>
        new JinjaValue.Map(
            new Dictionary<string, JinjaValue>(StringComparer.Ordinal)
            {
                ["name"] = JinjaValue.Of(name), ["resource_type"] = JinjaValue.Of(list[..^1]), ["package_name"] = JinjaValue.Of(package),
                ["version"] = JinjaValue.Of(version),
                ["fqn"] = new JinjaValue.Items([.. fqn.Prepend(package).Select(JinjaValue.Of)]),
            },
            "node");

    // The project's macro in dbt's order: under its plain name, for the target's kind of database, then the default.
    private (JinjaValue Name, JinjaMacro? Decides) Ask(string macro, JinjaValue custom, JinjaValue node)
    {
        var own = _own.GetValueOrDefault(macro) ?? _own.GetValueOrDefault($"postgres__{macro}")
            ?? _own.GetValueOrDefault($"default__{macro}");
        var value = Names.Call(own?.Name ?? $"default__{macro}", [(null, custom), (null, node)]);
        // dbt trims the result.
        return (value is JinjaValue.Text text ? JinjaValue.Of(text.Value.Trim()) : value, own);
    }

    // Variables of the project itself come before those for all packages.
    private static Dictionary<string, JinjaValue> Vars(string project, YamlValue? vars)
    {
        var found = new Dictionary<string, JinjaValue>(StringComparer.Ordinal);
        if (vars is not YamlValue.Mapping all)
            return found;
        var own = all.Entries.FirstOrDefault(e => e.Key.Text == project)?.Value as YamlValue.Mapping;
        foreach (var entry in (own?.Entries ?? []).Concat(all.Entries))
            found.TryAdd(entry.Key.Text, ValueOf(entry.Key.Text, entry.Value));
        return found;
    }

    private static JinjaValue ValueOf(string name, YamlValue value) => value switch
    {
        YamlValue.Scalar { IsNull: true } => JinjaValue.Nothing,
        YamlValue.Scalar { Quoted: false, Text: "true" or "false" } flag => JinjaValue.Of(flag.Text == "true"),
        // Numbers stay unknown: no names are made from them.
        YamlValue.Scalar scalar when scalar.Quoted || !double.TryParse(scalar.Text, CultureInfo.InvariantCulture, out _) =>
            JinjaValue.Of(scalar.Text),
        _ => new JinjaValue.Unknown($"var('{name}')"),
    };
}
