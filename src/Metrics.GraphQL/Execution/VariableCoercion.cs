using System.Text.Json;
using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Execution;

/// <summary>Converts the variables of a request to the values that resolvers get (specification, CoerceVariableValues).</summary>
internal sealed class VariableCoercion(Schema schema, Document document)
{
    private const int MostErrors = 50;

    private readonly List<GraphQLError> errors = [];
    private VariableDefinitionNode definition = null!;

    public IReadOnlyList<GraphQLError> Errors => errors;

    // More errors are of no use to a reader, so checking stops here.
    private bool IsFull => errors.Count >= MostErrors;

    public IReadOnlyDictionary<string, object?> Coerce(OperationNode operation, JsonElement? given)
    {
        Dictionary<string, object?> values = [];
        foreach (var variable in operation.Variables)
        {
            definition = variable;
            try
            {
                Coerce(variable.Variable.Name, schema.FindType(variable.Type)!, given, values);
            }
            catch (InvalidOperationException)
            {
                // JSON can contain an escaped half of a surrogate pair, which is not valid text.
                Report($"Variable \"${variable.Variable.Name}\" has a string that is not valid text.");
            }
        }
        return values;
    }

    private void Coerce(string name, GraphType type, JsonElement? given, Dictionary<string, object?> values)
    {
        if (given is not { ValueKind: JsonValueKind.Object } all || !all.TryGetProperty(name, out var json))
        {
            if (definition.Default is not null && LiteralCoercion.TryCoerce(definition.Default, type, null, out var value))
                values[name] = value;
            else if (type is NonNullType)
                Report($"Variable \"${name}\" of required type \"{type}\" was not provided.");
        }
        else if (json.ValueKind == JsonValueKind.Null && type is NonNullType)
        {
            Report($"Variable \"${name}\" of non-null type \"{type}\" must not be null.");
        }
        else
        {
            values[name] = Coerce(json, type, name);
        }
    }

    private object? Coerce(JsonElement json, GraphType type, string place)
    {
        if (IsFull)
            return null;
        if (json.ValueKind == JsonValueKind.Null)
        {
            if (type is NonNullType)
                Report(json, place, $"Expected non-nullable type \"{type}\" not to be null.");
            return null;
        }
        return type.Nullable switch
        {
            ListType list when json.ValueKind == JsonValueKind.Array =>
                json.EnumerateArray().Select((item, i) => Coerce(item, list.Item, $"{place}[{i}]")).ToList(),
            ListType list => new List<object?> { Coerce(json, list.Item, place) },
            InputType input => CoerceObject(json, input, place),
            LeafType leaf => CoerceLeaf(json, leaf, place),
            _ => null,
        };
    }

    private Dictionary<string, object?>? CoerceObject(JsonElement json, InputType type, string place)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Report(json, place, $"Expected type \"{type}\" to be an object.", type.Hint);
            return null;
        }
        Dictionary<string, object?> entries = [];
        foreach (var field in type.Fields)
        {
            if (json.TryGetProperty(field.Name, out var value))
                entries[field.Name] = Coerce(value, field.Type, $"{place}.{field.Name}");
            else if (field.HasDefault)
                entries[field.Name] = field.Default;
            else if (field.Type is NonNullType)
                Report(json, place, $"Field \"{field.Name}\" of required type \"{field.Type}\" was not provided.");
        }
        // Each unknown name is compared with all known ones, and a request may have a hundred thousand of them.
        foreach (var unknown in json.EnumerateObject().Where(p => type.FindField(p.Name) is null).TakeWhile(_ => !IsFull))
        {
            var problem = $"Field \"{unknown.Name}\" is not defined by type \"{type}\".";
            if (type.Absent(unknown.Name) is { Count: > 0 } why)
                Report(json, place, $"{problem} {why[0].Message}", why[0].Extensions, why.Skip(1));
            else
                Report(json, place, $"{problem}{Suggestions.For(unknown.Name, type.Fields.Select(f => f.Name))}");
        }

        return entries;
    }

    private object? CoerceLeaf(JsonElement json, LeafType leaf, string place)
    {
        try
        {
            return leaf.Parse(ScalarInput.Of(json), json.GetRawText());
        }
        catch (GraphQLException e)
        {
            Report(json, place, e.Message, e.Extensions, e.Others);
            return null;
        }
    }

    private void Report(
        JsonElement json, string place, string problem, IReadOnlyDictionary<string, object?>? extensions = null,
        IEnumerable<Absence>? others = null)
    {
        if (IsFull)
            return;
        var text = json.GetRawText();
        var shown = text.Length > 200 ? text[..200] + "…" : text;
        var name = definition.Variable.Name;
        Report($"Variable \"${name}\" got invalid value {shown}{(place == name ? "" : $" at \"{place}\"")}; {problem}", extensions);
        foreach (var more in others ?? [])
            Report(more.Message, more.Extensions);
    }

    private void Report(string message, IReadOnlyDictionary<string, object?>? extensions = null)
    {
        if (IsFull)
            return;
        errors.Add(new GraphQLError(ErrorKind.Variable, message)
        {
            Locations = [document.Source.LocationOf(definition.Offset)], Extensions = extensions,
        });
    }
}
