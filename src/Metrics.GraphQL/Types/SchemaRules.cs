using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Types;

/// <summary>The rules for a valid schema (specification, section 3, "type validation").</summary>
internal static class SchemaRules
{
    public static IEnumerable<string> Check(Schema schema)
    {
        // Defaults are read here once, before concurrent requests read them.
        foreach (var argument in schema.Types.OfType<FieldsType>().SelectMany(t => t.Fields).SelectMany(f => f.Arguments))
            _ = argument.TryReadDefault();

        var roots = new[] { schema.Roots.Query, schema.Roots.Mutation, schema.Roots.Subscription }.OfType<ObjectType>().ToList();
        if (roots.Distinct().Count() != roots.Count)
            yield return "The root types must be different types.";

        var problems = schema.Types
            .Where(t => !t.Name.StartsWith("__", StringComparison.Ordinal) || !Introspection.IntrospectionTypes.Contains(t.Name))
            .SelectMany(Check)
            .Concat(schema.DirectiveList.SelectMany(Check))
            .Concat(InputCycles.Find(schema.Types.OfType<InputType>()));
        foreach (var problem in problems)
            yield return problem;
    }

    private static IEnumerable<string> Check(NamedType type) => Name(type.Name, type.Name).Concat(type switch
    {
        FieldsType fields => Check(fields).Concat(InterfaceRules.Check(fields)),
        UnionType { Members.Count: 0 } => [$"Union type {type} must define one or more member types."],
        UnionType union => Unique(union.Members.Select(m => m.Name), type.Name),
        EnumType { Values.Count: 0 } => [$"Enum type {type} must define one or more values."],
        EnumType choice => Names(choice.Values.Select(v => v.Name), type.Name)
            .Concat(choice.Values.Where(v => v.Name is "true" or "false" or "null")
                .Select(v => $"Enum value {type}.{v.Name} has a reserved name.")),
        InputType { Fields.Count: 0 } => [$"Input type {type} must define one or more fields."],
        InputType input => Check(input.Fields, type.Name),
        _ => [],
    });

    private static IEnumerable<string> Check(FieldsType type) => type.Fields.Count == 0
        ? [$"Type {type} must define one or more fields."]
        : Names(type.Fields.Select(f => f.Name), type.Name)
            .Concat(type.Fields.Where(f => !f.Type.IsOutput)
                .Select(f => $"The type of {type}.{f.Name} must be an output type but is {f.Type}."))
            .Concat(type.Fields.SelectMany(f => Check(f.Arguments, $"{type}.{f.Name}")));

    private static IEnumerable<string> Check(SchemaDirective directive) => Name(directive.Name, "@" + directive.Name)
        .Concat(Check(directive.Arguments, "@" + directive.Name))
        .Concat(directive.Locations.Count == 0 ? [$"Directive @{directive.Name} must include one or more locations."] : []);

    private static IEnumerable<string> Check(IReadOnlyList<InputValue> values, string parent) =>
        Names(values.Select(v => v.Name), parent).Concat(values.SelectMany(value => Check(value, $"{parent}.{value.Name}")));

    private static IEnumerable<string> Check(InputValue value, string place)
    {
        if (!value.Type.IsInput)
            yield return $"The type of {place} must be an input type but is {value.Type}.";
        else if (!value.TryReadDefault())
            yield return $"The default value of {place} is not of type {value.Type}, or refers to itself.";
        if (value.IsRequired && value.DeprecationReason is not null)
            yield return $"{place} is required and cannot be deprecated.";
    }

    private static IEnumerable<string> Names(IEnumerable<string> names, string parent)
    {
        var all = names.ToList();
        return Unique(all, parent).Concat(all.SelectMany(name => Name(name, $"{parent}.{name}")));
    }

    private static IEnumerable<string> Unique(IEnumerable<string> names, string parent) =>
        names.CountBy(n => n).Where(n => n.Value > 1).Select(n => $"There can be only one '{parent}.{n.Key}'.");

    private static IEnumerable<string> Name(string name, string place)
    {
        if (name.Length == 0 || !Characters.IsNameStart(name[0]) || !name.All(c => Characters.IsNameContinue(c)))
            yield return $"'{place}' has an invalid name: names are letters, digits and underscores and do not begin with a digit.";
        else if (name.StartsWith("__", StringComparison.Ordinal))
            yield return $"'{place}' must not begin with '__', which is reserved for introspection.";
    }
}

/// <summary>Finds input objects that require themselves through non-null fields, so that no finite value can satisfy them.</summary>
internal static class InputCycles
{
    public static IEnumerable<string> Find(IEnumerable<InputType> types)
    {
        // A type is satisfiable once everything it needs is. Satisfiable types are removed until none is left; the rest are in a cycle or
        // depend on one.
        var open = types.ToDictionary(t => t, Needs);
        while (open.Where(t => t.Value.All(need => !open.ContainsKey(need))).Select(t => t.Key).ToList() is { Count: > 0 } satisfiable)
            satisfiable.ForEach(t => open.Remove(t));
        return open.Keys.Select(t => $"Input object {t} refers to itself through a series of non-null fields.");
    }

    private static List<InputType> Needs(InputType type) =>
        [.. type.Fields.Select(f => f.Type is NonNullType nonNull ? nonNull.Of as InputType : null).OfType<InputType>()];
}

/// <summary>Checks that a type has what its interfaces require (specification, IsValidImplementation).</summary>
internal static class InterfaceRules
{
    public static IEnumerable<string> Check(FieldsType type)
    {
        foreach (var repeated in type.Interfaces.CountBy(i => i.Name).Where(i => i.Value > 1))
            yield return $"Type {type} can only implement {repeated.Key} once.";
        foreach (var promised in type.Interfaces.Distinct())
        {
            if (ReferenceEquals(promised, type))
            {
                yield return $"Type {type} cannot implement itself.";
                continue;
            }
            foreach (var inherited in promised.Interfaces.Where(i => !type.Interfaces.Contains(i)))
                yield return $"Type {type} must implement {inherited} because it is implemented by {promised}.";
            foreach (var problem in promised.Fields.SelectMany(field => Check(type, promised, field)))
                yield return problem;
        }
    }

    private static IEnumerable<string> Check(FieldsType type, InterfaceType promised, Field field)
    {
        if (type.FindField(field.Name) is not { } own)
        {
            yield return $"Interface field {promised}.{field.Name} expected but {type} does not provide it.";
            yield break;
        }
        if (!own.Type.IsSubtypeOf(field.Type))
            yield return $"Interface field {promised}.{field.Name} expects type {field.Type} but {type}.{field.Name} is type {own.Type}.";
        foreach (var argument in field.Arguments)
        {
            var ownArgument = own.FindArgument(argument.Name);
            if (ownArgument is null)
                yield return $"Interface field argument {promised}.{field.Name}({argument.Name}:) expected but "
                    + $"{type}.{field.Name} does not provide it.";
            else if (!ReferenceEquals(ownArgument.Type, argument.Type))
                yield return $"Interface field argument {promised}.{field.Name}({argument.Name}:) expects type {argument.Type} but "
                    + $"{type}.{field.Name}({argument.Name}:) is type {ownArgument.Type}.";
        }
        foreach (var extra in own.Arguments.Where(a => a.IsRequired && field.FindArgument(a.Name) is null))
            yield return $"Field {type}.{field.Name} includes required argument {extra.Name} that is missing "
                + $"from the interface field {promised}.{field.Name}.";
    }
}
