namespace Metrics.Semantic.Catalogs.Externals.Dbt.Jinja;

/// <summary>The variables, functions and macros that an expression can use.</summary>
/// <param name="Values">Variables.</param>
/// <param name="Vars">The values of <c>var('…')</c>: the <c>vars</c> of <c>dbt_project.yml</c>.</param>
/// <param name="Macros">Macros, including those of dbt's own that are known here.</param>
/// <param name="Depth">How many macro calls deep.</param>
internal sealed record JinjaNames(
    IReadOnlyDictionary<string, JinjaValue> Values, IReadOnlyDictionary<string, JinjaValue> Vars,
    IReadOnlyDictionary<string, JinjaMacro> Macros, int Depth = 0)
{
    private const int Deepest = 8;

    /// <summary>The variables inside a macro in addition to its parameters.</summary>
    public IReadOnlyDictionary<string, JinjaValue> Globals { get; init; } = Values;

    /// <summary>The work left for evaluating one name.</summary>
    public JinjaBudget Budget { get; init; } = new();

    // The prefix of dbt's own macros where a project has one of the same name.
    private const string Dbts = "dbt.";

    /// <summary>The same names with one more variable.</summary>
    public JinjaNames With(string name, JinjaValue value) =>
        this with { Values = new Dictionary<string, JinjaValue>(Values, StringComparer.Ordinal) { [name] = value } };

    /// <summary>The value of a variable.</summary>
    public JinjaValue Of(string name) => Values.GetValueOrDefault(name) ?? new JinjaValue.Unknown(name);

    /// <summary>The result of a function or macro.</summary>
    public JinjaValue Call(string name, IReadOnlyList<(string? Name, JinjaValue Value)> arguments)
    {
        var first = arguments.Count > 0 ? arguments[0].Value : null;
        switch (name)
        {
            case "return" when first is not null:
                return new JinjaValue.Returned(first);
            case "var" when first is JinjaValue.Text of:
                return Vars.GetValueOrDefault(of.Value) ?? (arguments.Count > 1 ? arguments[1].Value
                    : new JinjaValue.Unknown($"var('{of.Value}')"));
            case "env_var" when first is JinjaValue.Text of:
                return new JinjaValue.Unknown($"env_var('{of.Value}')");
        }

        if (name.StartsWith(Dbts, StringComparison.Ordinal))
            name = name[Dbts.Length..];
        return Macros.TryGetValue(name, out var macro) && Depth < Deepest && Budget.Spend()
            ? JinjaTemplate.Evaluate(macro.Body, Given(macro, arguments))
            : new JinjaValue.Unknown($"{name}(…)");
    }

    private JinjaNames Given(JinjaMacro macro, IReadOnlyList<(string? Name, JinjaValue Value)> arguments)
    {
        var inner = new Dictionary<string, JinjaValue>(Globals, StringComparer.Ordinal);
        for (var i = 0; i < macro.Parameters.Count; i++)
        {
            var (name, usual) = macro.Parameters[i];
            var given = arguments.FirstOrDefault(a => a.Name == name).Value ?? (i < arguments.Count && arguments[i].Name is null
                ? arguments[i].Value : null);
            inner[name] = given ?? (usual is null ? JinjaValue.Nothing : JinjaExpression.Evaluate(usual, this));
        }

        return this with { Values = inner, Depth = Depth + 1 };
    }
}
