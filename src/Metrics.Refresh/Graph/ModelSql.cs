namespace Metrics.Refresh.Graph;

/// <summary>A model's query in which every reference is replaced by the rows that it reads in this run.</summary>
internal static class ModelSql
{
    /// <param name="model">The model.</param>
    /// <param name="nodes">Every node of the project.</param>
    /// <param name="vars">The vars it may use.</param>
    /// <param name="rows">Gives the rows of a stored input, as SQL for FROM.</param>
    public static string Render(
        ModelNode model, IReadOnlyDictionary<string, Node> nodes, IReadOnlyDictionary<string, string> vars, Func<string, string> rows)
    {
        return model.Template.Render(Relation, name => vars[name]);

        string Relation(string name) => nodes[name] is ModelNode inlined && !inlined.IsStored()
            ? $"(\n{Render(inlined, nodes, vars, rows)}\n)"
            : rows(name);
    }
}
