using System.Text;
using System.Text.Json.Nodes;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Tests.Generation;

/// <summary>Writes documents by the grammar and a schema; the sloppier, the likelier each choice is a wrong one.</summary>
internal sealed class DocumentGenerator
{
    private const int MaxDepth = 4;

    private readonly Schema schema;
    private readonly Random random;
    private readonly double sloppiness;
    private readonly ValueGenerator values;
    private readonly List<(string Name, string Text, ICompositeType Type)> fragments = [];
    private readonly HashSet<string> openFragments = [];
    private int aliases;
    private int budget = 60;

    public DocumentGenerator(Schema schema, Random random, double sloppiness)
    {
        (this.schema, this.random, this.sloppiness) = (schema, random, sloppiness);
        values = new ValueGenerator(schema, random, sloppiness);
    }

    /// <summary>Few aliases for many fields: what overlaps is then often in conflict.</summary>
    public bool Collides { get; init; }

    public GeneratedRequest Generate()
    {
        var operations = new List<string>();
        var count = random.Next(12) == 0 ? 2 : 1;
        values.AllowsVariables = count == 1;
        for (var i = 0; i < count; i++)
            operations.Add(Operation(count == 1 && random.Next(3) > 0 && !Slips() ? null
                : Slips() || (sloppiness > 0 && random.Next(5) == 0) ? "Q0" : "Q" + i));
        if (sloppiness > 0 && random.Next(20) == 0)
            operations.Add(
                random.Next(3) switch { 0 => "{ __typename }", 1 => "type Extra { a: Int }", _ =>
                    "fragment F0 on Query { ...F1 } fragment F1 on Query { ...F0 }" });
        var document = string.Join("\n", operations.Concat(fragments.Select(f => f.Text)).OrderBy(_ => random.Next()));
        return new GeneratedRequest(document, values.VariableValues, count == 1 ? null : "Q0");
    }

    private string Operation(string? name)
    {
        var kind = random.Next(10) switch
        {
            0 when schema.Roots.Mutation is not null => "mutation",
            1 when sloppiness > 0 && schema.Roots.Subscription is not null => "subscription",
            _ => "query",
        };
        var root = kind switch { "mutation" => schema.Roots.Mutation, "subscription" => schema.Roots.Subscription, _ =>
            schema.Roots.Query };
        var directives = Directives(kind.ToUpperInvariant());
        var body = kind == "subscription" && !Slips() ? $"{{ {Field(root!, 0)} }}" : Selections(root!, 0);
        var variables = values.Definitions();
        return $"{kind} {name}{variables}{directives} {body}";
    }

    private string Selections(ICompositeType type, int depth)
    {
        var count = Math.Max(1, Math.Min(random.Next(1, 6), budget));
        budget -= count;
        var text = new StringBuilder("{");
        for (var i = 0; i < count; i++)
            text.Append(' ').Append(Selection(type, depth)).Append(random.Next(4) == 0 ? "\n" : "");
        return text.Append(" }").ToString();
    }

    private string Selection(ICompositeType type, int depth) => random.Next(10) switch
    {
        0 when depth < MaxDepth => InlineFragment(type, depth),
        1 when depth < MaxDepth => Spread(type, depth),
        2 when depth < MaxDepth && type is IAbstractType => InlineFragment(type, depth),
        _ => Field(type, depth),
    };

    private string Field(ICompositeType type, int depth)
    {
        var candidates = (type as FieldsType)?.Fields.Where(f => depth < MaxDepth || f.Type.Innermost is LeafType).ToList() ?? [];
        if (candidates.Count == 0 || random.Next(15) == 0)
            return Alias() + (Slips() ? "__schema" : "__typename");
        if (ReferenceEquals(type, schema.Roots.Query) && random.Next(25) == 0)
            return IntrospectionGenerator.Field(schema, random);
        var field = candidates[random.Next(candidates.Count)];
        var name = Slips() ? random.Next(2) == 0 ? "wrong" : AnyField().Name : field.Name;
        var arguments = values.Arguments(field.Arguments);
        // Without an alias, the same field with other arguments would nearly always conflict.
        var alias = Collides ? random.Next(3) == 0 ? Alias() : "" : arguments.Length > 0 && !Slips()
            ? $"a{aliases++}: " : random.Next(4) == 0 ? Alias() : "";
        var below = field.Type.Innermost is ICompositeType composite && !Slips() ? Selections(composite, depth + 1)
            : Slips() ? "{ id }" : "";
        return $"{alias}{name}{arguments}{Directives("FIELD")} {below}";
    }

    private string InlineFragment(ICompositeType type, int depth)
    {
        var condition = random.Next(4) == 0 ? null : Overlapping(type);
        var on = condition is null ? "" : $" on {(Slips() ? values.AnyTypeName() : condition.Name)}";
        return $"...{on}{Directives("INLINE_FRAGMENT")} {Selections(condition ?? type, depth + 1)}";
    }

    private string Spread(ICompositeType type, int depth)
    {
        var directives = Directives("FRAGMENT_SPREAD");
        if (Slips())
            return $"...F{random.Next(12)}{directives}";
        var known = fragments.Where(f => f.Type.PossibleTypes.Overlaps(type.PossibleTypes)).ToList();
        if (known.Count > 0 && random.Next(2) == 0)
            return $"...{known[random.Next(known.Count)].Name}{directives}";
        var condition = Overlapping(type);
        var name = Slips() ? "F0" : $"F{fragments.Count + openFragments.Count}";
        openFragments.Add(name);
        var body = Selections(condition, depth + 1);
        openFragments.Remove(name);
        name = fragments.Exists(f => f.Name == name) && !Slips() ? $"G{fragments.Count}" : name;
        fragments.Add(
            (name, $"fragment {name} on {(Slips() ? values.AnyTypeName() : condition.Name)}{Directives("FRAGMENT_DEFINITION")} {body}",
                condition));
        return Slips() ? "" : $"...{name}{directives}";
    }

    private string Directives(string location)
    {
        var isSelection = location is "FIELD" or "FRAGMENT_SPREAD" or "INLINE_FRAGMENT";
        return random.Next(14) switch
        {
            0 when isSelection || Slips() => $" @skip(if: {values.Boolean()}){(Slips() ? " @skip(if: false)" : "")}",
            1 when isSelection || Slips() => $" @include(if: {values.Boolean()})",
            2 when schema.Directives.TryGetValue("note", out var note) => $" @note{values.Arguments(note.Arguments)} @note",
            3 when schema.Directives.TryGetValue("once", out var once) && (location is "FIELD" or "QUERY" || Slips()) =>
                $" @once{values.Arguments(once.Arguments)}{(Slips() ? " @once(who: 1)" : "")}",
            4 when Slips() => " @unknown(name: 1)",
            5 when Slips() => " @deprecated",
            _ => "",
        };
    }

    private ICompositeType Overlapping(ICompositeType type)
    {
        var all = schema.Types.OfType<ICompositeType>().Where(t => !t.Name.StartsWith("__", StringComparison.Ordinal));
        var candidates = all.Where(t => Slips() || t.PossibleTypes.Overlaps(type.PossibleTypes)).ToList();
        return candidates.Count == 0 ? type : candidates[random.Next(candidates.Count)];
    }

    private Field AnyField()
    {
        var all = schema.Types.OfType<FieldsType>().SelectMany(t => t.Fields).ToList();
        return all[random.Next(all.Count)];
    }

    private string Alias() => Collides ? $"x{random.Next(3)}: " : Slips() ? $"{AnyField().Name}: " : $"b{aliases++}: ";

    private bool Slips() => random.NextDouble() < sloppiness;
}
