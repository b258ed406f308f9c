using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Metrics.Api.Tests.Doors.GraphQL;

/// <summary>A test whose packages need a certain version of node; skipped, and counted as skipped, where it is older.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute(int atLeast)
    {
        AtLeast = atLeast;
        if (Major() is var found && found < atLeast)
            Skip =
                $"node {atLeast} or later is needed, {(found == 0 ? "none" : found.ToString(CultureInfo.InvariantCulture))} is here, so "
                + $"the sample was not compiled";
    }

    public int AtLeast { get; }

    private static int Major()
    {
        try
        {
            using var node = Process.Start(
                new ProcessStartInfo("node", ["--version"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
            var said = node.StandardOutput.ReadToEnd();
            node.WaitForExit();
            return int.TryParse(said.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture, out var major) ? major : 0;
        }
        catch (Win32Exception)
        {
            return 0;
        }
    }
}
