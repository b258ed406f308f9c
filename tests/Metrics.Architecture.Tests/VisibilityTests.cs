using System.Reflection;

namespace Metrics.Architecture.Tests;

public sealed class VisibilityTests
{
    private static readonly string[] Libraries =
        ["Metrics.Domain", "Metrics.Semantic", "Metrics.Engines", "Metrics.Answering", "Metrics.GraphQL"];

    // Contexts that carry the caller's own cancellation.
    private static readonly string[] Carriers = ["HttpContext", "StatusCodeContext", "IJobExecutionContext"];

    // What an engine, the store of the tables, and whatever copies them implement; one of each may be all there is.
    private static readonly string[] Ports = ["IEngine", "IDialect", "ITypeMap", "IStore", "IDescriber", "ISharedTables"];

    // They record that a run was cancelled or failed, when its token may be cancelled already.
    private static readonly string[] AfterCancellation =
        ["Metrics.Refresh.Runs.RunEnding.CancelledAsync", "Metrics.Refresh.Runs.RunEnding.FailedAsync"];

    [Fact]
    public void Only_libraries_show_types_to_others()
    {
        var shown = Assemblies.All.Where(a => !Libraries.Contains(a.GetName().Name))
            .SelectMany(a => a.GetExportedTypes())
            .Where(t => !Assemblies.IsGenerated(t) && t.Name != "Program");
        Assert.Empty(shown.Select(t => t.FullName));
    }

    [Fact]
    public void Classes_are_sealed_unless_something_derives_from_them()
    {
        var bases = Assemblies.WrittenTypes.Select(t => t.BaseType is { IsGenericType: true } b ? b.GetGenericTypeDefinition() : t.BaseType)
            .ToHashSet();
        Assert.Empty(
            Assemblies.WrittenTypes.Where(t => t is { IsClass: true, IsSealed: false, IsAbstract: false } && !bases.Contains(t))
                .Select(t => t.FullName));
    }

    [Fact]
    public void An_interface_is_a_port_or_has_two_implementations_or_is_not_written()
    {
        var lonely = Assemblies.WrittenTypes.Where(t => t.IsInterface && !Ports.Contains(t.Name))
            .Where(i => Assemblies.WrittenTypes.Count(t => !t.IsInterface && t.GetInterfaces().Contains(i)) < 2);
        Assert.Empty(lonely.Select(t => t.FullName));
    }

    [Fact]
    public void Whatever_waits_can_be_cancelled()
    {
        var methods = Assemblies.WrittenTypes
            .Where(t => !typeof(Delegate).IsAssignableFrom(t))
            .SelectMany(
                t => t.GetMethods(
                    BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => m.Name.EndsWith("Async", StringComparison.Ordinal) && m.Name != "DisposeAsync" && !m.IsPrivate
                && !m.Name.Contains('<', StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(methods);
        Assert.Empty(methods.Where(m => !CanBeCancelled(m)).Select(m => $"{m.DeclaringType}.{m.Name}").Except(AfterCancellation));
    }

    private static bool CanBeCancelled(MethodInfo method)
    {
        var parameters = method.GetParameters();
        return parameters.Any(p => Carriers.Contains(p.ParameterType.Name))
            || (parameters.Length > 0 && parameters[^1].ParameterType == typeof(CancellationToken));
    }
}
