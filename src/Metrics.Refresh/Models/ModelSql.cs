using Metrics.Refresh.Sql;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Graph;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Models;

/// <summary>A model's query with every reference spelled as the relation it reads in this run.</summary>
internal static class ModelSql
{
    public static string Render(ModelNode model, IReadOnlyDictionary<string, Node> nodes, IReadOnlyDictionary<string, string> vars, Func<string, BuiltVersion> input)
    {
        return model.Template.Render(Relation, name => vars[name]);

        string Relation(string name) => nodes[name] is ModelNode inlined && !inlined.IsStored()
            ? $"(\n{Render(inlined, nodes, vars, input)}\n)"
            : SqlText.Stored(input(name).Relation);
    }
}
