namespace Metrics.GraphQL.Types;

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
