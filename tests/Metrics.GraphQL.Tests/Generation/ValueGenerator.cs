using System.Globalization;
using System.Text.Json.Nodes;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Tests.Generation;

/// <summary>Writes values, literal and as variables with the JSON that goes with them.</summary>
internal sealed class ValueGenerator(Schema schema, Random random, double sloppiness)
{
    private readonly List<(string Name, string Type, string? Default)> variables = [];

    public bool AllowsVariables { get; set; } = true;

    public JsonObject VariableValues { get; } = [];

    public string Arguments(IReadOnlyList<InputValue> known)
    {
        var given = known.Where(a => a.IsRequired ? !Slips() : random.Next(3) == 0)
            .Select(a => $"{a.Name}: {Value(a.Type, a.HasDefault, 0)}").ToList();
        if (Slips())
            given.Add("unknown: 1");
        if (Slips() && given.Count > 0)
            given.Add(given[0]);
        return given.Count == 0 ? "" : $"({string.Join(random.Next(2) == 0 ? ", " : " ", given)})";
    }

    public string Boolean() => Value(((ScalarType)schema.FindType("Boolean")!).NonNull, false, 0);

    public string Definitions()
    {
        if (Slips())
            variables.Add(("unused", AnyTypeName(), null));
        if (Slips() && variables.Count > 0)
            variables.Add(variables[0]);
        if (Slips() && variables.Count > 0)
            variables.RemoveAt(0);
        return variables.Count == 0
            ? "" : $"({string.Join(", ", variables.Select(v => $"${v.Name}: {v.Type}{(v.Default is null ? "" : " = " + v.Default)}"))})";
    }

    public string AnyTypeName() => random.Next(8) == 0 ? "Nothing" : schema.Types[random.Next(schema.Types.Count)].Name;

    private string Value(GraphType type, bool hasDefault, int depth)
    {
        if (AllowsVariables && random.Next(5) == 0)
            return "$" + Variable(type, hasDefault);
        if (type is not NonNullType ? random.Next(10) == 0 : Slips())
            return "null";
        return Slips() ? Wrong() : Literal(type.Nullable, depth);
    }

    private string Literal(GraphType type, int depth) => type switch
    {
        ListType list when random.Next(5) == 0 && list.Item is not NonNullType { Of: ListType } =>
            Value(list.Item.Nullable.NonNull, false, depth),
        ListType list => $"[{string.Join(" ", Enumerable.Range(0, random.Next(3)).Select(_ => Value(list.Item, false, depth + 1)))}]",
        InputType input =>
            $"{{{string.Join(", ", Fields(input, depth).Select(f => $"{f.Name}: {Value(f.Type, f.HasDefault, depth + 1)}"))}"
            + $"{(Slips() ? " wrong: 1" : Slips() ? " wrong: 1, wrong: 2" : "")}}}",
        EnumType choice => choice.Values[random.Next(choice.Values.Count)].Name,
        _ => Scalar(((NamedType)type).Name),
    };

    private List<InputValue> Fields(InputType input, int depth) =>
        [.. input.Fields.Where(f => f.IsRequired ? !Slips() : depth < 2 && random.Next(4) == 0)];

    private string Scalar(string name) => name switch
    {
        "Int" => random.Next(-50, 50).ToString(CultureInfo.InvariantCulture),
        "Float" => random.Next(3) switch { 0 => "3", 1 => "-2.5", _ => "1.25e3" },
        "String" => random.Next(4) switch { 0 => "\"\"", 1 => "\"a \\u00e9 \\n b\"", 2 => "\"\"\"block\n  text\"\"\"", _ => "\"some\"" },
        "ID" => random.Next(2) == 0 ? "17" : "\"x7\"",
        "Boolean" => random.Next(2) == 0 ? "true" : "false",
        _ => random.Next(4) switch { 0 => "{a: [1, 2.5, \"x\"], b: {c: NAME}}", 1 => "[1, [true]]", 2 => "\"2026-11-21\"", _ => "12" },
    };

    private string Wrong() => random.Next(7) switch
    {
        0 => "\"text\"", 1 => "12", 2 => "1.5", 3 => "NAME", 4 => "[1, [null]]", 5 => "{a: 1}", _ => "99999999999",
    };

    private string Variable(GraphType type, bool hasDefault)
    {
        var name = "v" + variables.Count;
        var declared = Slips() ? (GraphType)schema.Types[random.Next(schema.Types.Count)] : type;
        string? otherwise = null;
        if (declared is NonNullType nonNull && (hasDefault || random.Next(3) == 0))
        {
            // A nullable variable may stand in a non-null place that has a default, or if it has one itself.
            declared = nonNull.Of;
            otherwise = hasDefault && random.Next(2) == 0 ? null : Constant(declared);
        }
        else if (declared is not NonNullType && random.Next(3) == 0)
        {
            otherwise = Constant(declared);
        }
        variables.Add((name, declared.ToString()!, otherwise));
        if (declared is NonNullType || random.Next(3) > 0)
            VariableValues[name] = random.NextDouble() < (sloppiness / 2)
                ? JsonValue.Create("wrong") : JsonGenerator.Value(declared, random, 0);
        return name;
    }

    private string Constant(GraphType type)
    {
        var before = AllowsVariables;
        AllowsVariables = false;
        var text = type.Innermost is InputType or LeafType ? Literal(type.Nullable, 1) : "1";
        AllowsVariables = before;
        return text;
    }

    private bool Slips() => random.NextDouble() < sloppiness;
}
