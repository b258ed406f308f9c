using System.Reflection;
using System.Runtime.CompilerServices;

namespace Metrics.Architecture.Tests;

/// <summary>The compiled projects of src and tools.</summary>
internal static class Assemblies
{
    public static IReadOnlyList<Assembly> All { get; } = SourceTree.Projects.Keys.Select(Assembly.Load).ToList();

    /// <summary>The types people wrote.</summary>
    public static IEnumerable<Type> WrittenTypes => All.SelectMany(a => a.GetTypes()).Where(t => !IsGenerated(t));

    public static bool IsGenerated(Type type) =>
        type.Name.Contains('<', StringComparison.Ordinal)
        || type.IsDefined(typeof(CompilerGeneratedAttribute))
        || type.Namespace?.StartsWith("Metrics", StringComparison.Ordinal) != true
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}
