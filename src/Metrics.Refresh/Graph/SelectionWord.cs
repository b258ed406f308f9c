using System.Globalization;
using System.Text.RegularExpressions;

namespace Metrics.Refresh.Graph;

/// <summary>One word of a selection: a method, its value, and how far it reaches upstream and downstream.</summary>
/// <param name="Method">Empty for a name; else <c>pack</c>, <c>tag</c>, <c>source</c>, <c>layer</c> or <c>state</c>.</param>
/// <param name="Value">What the method looks for; a name may hold <c>*</c>.</param>
/// <param name="Up">Steps upstream: 0 none, <see cref="Everything"/> for all.</param>
/// <param name="Down">Steps downstream.</param>
/// <param name="Whole">With <c>@</c>: all downstream, and all upstream of that.</param>
internal sealed partial record SelectionWord(string Method, string Value, int Up, int Down, bool Whole)
{
    public const int Everything = int.MaxValue;

    /// <summary>The methods a word may begin with.</summary>
    public static readonly string[] Methods = ["pack", "tag", "source", "layer", "state"];

    /// <summary>Parses a word; null when it is not one.</summary>
    public static SelectionWord? Parse(string text)
    {
        if (Form().Match(text) is not { Success: true } match)
            return null;
        return new SelectionWord(
            match.Groups["method"].Value, match.Groups["value"].Value, Steps(match.Groups["up"], match.Groups["upsteps"]),
            Steps(match.Groups["down"], match.Groups["downsteps"]), match.Groups["whole"].Success);
    }

    private static int Steps(Group sign, Group steps)
    {
        if (!sign.Success)
            return 0;
        return steps.Length > 0 ? int.Parse(steps.ValueSpan, CultureInfo.InvariantCulture) : Everything;
    }

    [GeneratedRegex(
        @"^(?:(?<whole>@)|(?<upsteps>[0-9]{0,4})(?<up>\+))?(?:(?<method>[a-z]+):)?"
        + @"(?<value>[A-Za-z_*][\w.*-]*)(?:(?<down>\+)(?<downsteps>[0-9]{0,4}))?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
