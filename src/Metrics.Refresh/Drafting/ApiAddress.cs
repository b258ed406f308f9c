using System.Text.RegularExpressions;

namespace Metrics.Refresh.Drafting;

/// <summary>Where the API answers on this machine, as <c>run.sh</c> starts it.</summary>
internal static partial class ApiAddress
{
    /// <summary>The environment variable with the addresses.</summary>
    public const string Variable = "ASPNETCORE_URLS";

    /// <summary>The address if the variable is not set.</summary>
    public const string Usual = "http://127.0.0.1:8080";

    /// <summary>The first address, as a client on this machine writes it; the usual one if it would need quoting in a shell.</summary>
    public static string Of(Func<string, string?> environment)
    {
        var first = (environment(Variable) ?? "").Split(';')[0].Trim().TrimEnd('/');
        var called = Anywhere().Replace(first, "${scheme}127.0.0.1${rest}");
        return Form().IsMatch(called) ? called : Usual;
    }

    // An API that listens on all interfaces is reached at 127.0.0.1.
    [GeneratedRegex(@"^(?<scheme>https?://)(0\.0\.0\.0|\*|\+|\[::\])(?<rest>(:[0-9]+)?)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Anywhere();

    [GeneratedRegex(@"^https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
