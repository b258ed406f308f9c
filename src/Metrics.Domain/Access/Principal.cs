using System.Globalization;
using System.Text;

namespace Metrics.Domain.Access;

/// <summary>A caller as policies see it: <c>bi (query, catalog) as analyst, countries = ES, FR</c>.</summary>
/// <param name="Id">The key's id; <c>anonymous</c> for callers of the same machine.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Roles">The roles that policies know it by, sorted.</param>
/// <param name="Attributes">What policies compare with, sorted by name.</param>
public sealed record Principal(
    string Id, string Name, AccessScopes Scopes, EquatableList<string> Roles, EquatableList<PrincipalAttribute> Attributes)
{
    /// <summary>Everything that policies can know of it; principals of one standing see the same.</summary>
    public string Standing { get; } = StandingOf(Roles, Attributes);

    /// <summary>True for assumed roles and attributes that come from no key.</summary>
    public bool IsImagined => Id.Length == 0;

    /// <summary>The values of an attribute; none when it has no such attribute, and then a policy shows no rows.</summary>
    public EquatableList<string> Values(string attribute) => Attributes.FirstOrDefault(a => a.Name == attribute)?.Values ?? default;

    // Lengths come first, so that different roles and attributes never give the same text.
    private static string StandingOf(EquatableList<string> roles, EquatableList<PrincipalAttribute> attributes)
    {
        var text = new StringBuilder();
        foreach (var role in roles)
            Add(text, 'r', role);
        foreach (var (name, values) in attributes)
        {
            Add(text, 'a', name);
            foreach (var value in values)
                Add(text, 'v', value);
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, char kind, string value) =>
        text.Append(CultureInfo.InvariantCulture, $"{kind}{value.Length}:{value}");
}

/// <summary>An attribute of a principal: <c>countries = ES, FR</c>.</summary>
/// <param name="Name">The name that policies use.</param>
/// <param name="Values">Its values, sorted.</param>
public sealed record PrincipalAttribute(string Name, EquatableList<string> Values);
