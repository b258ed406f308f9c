using System.Runtime.CompilerServices;
using Metrics.GraphQL.Types;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Tests;

/// <summary>A schema from an SDL file, answering with <see cref="DeterministicData"/>.</summary>
internal sealed record TestSchema(string Name, string Sdl, Schema Schema)
{
    public static TestSchema Zoo { get; } = Read("zoo");

    public static TestSchema Shop { get; } = Read("shop");

    /// <summary>The schema that the API serves for the storefront pack; a test of the API keeps it so.</summary>
    public static TestSchema Storefront { get; } = Read("storefront");

    public static TestSchema ByName(string name) => new[] { Zoo, Shop, Storefront }.Single(s => s.Name == name);

    public static TestSchema Read(string name)
    {
        var sdl = File.ReadAllText(Path.Combine(Folder(), "Schemas", name + ".graphql"));
        return new TestSchema(name, sdl, Schema.Build(Definition.Read(sdl).Select(Attach)));
    }

    private static Definition Attach(Definition definition) => definition switch
    {
        ObjectDefinition type => type with { Fields = [.. type.Fields.Select(f => f with { Resolve = DeterministicData.ResolveAsync })] },
        InterfaceDefinition type => type with { TypeOf = value => ((Parent)value).Type },
        UnionDefinition type => type with { TypeOf = value => ((Parent)value).Type },
        _ => definition,
    };

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
