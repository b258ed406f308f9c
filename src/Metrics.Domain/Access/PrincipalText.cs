using Metrics.Domain.Diagnostics;

namespace Metrics.Domain.Access;

/// <summary>Reads a principal as people write it: <c>key:sales</c>, <c>countries=ES,FR</c>.</summary>
public static class PrincipalText
{
    private const string KeyPrefix = "key:";
    private const int LongestName = 60;

    /// <summary>An attribute with its values, <c>name=value,value</c>; null for anything else.</summary>
    public static PrincipalAttribute? Attribute(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var name = at < 0 ? "" : text[..at].Trim();
        return name.Length is 0 or > LongestName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? null
            : new(name, text[(at + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .ToEquatableList());
    }

    /// <summary>Several attributes in the form of a standing: sorted by name, with the values of a repeated name combined.</summary>
    public static EquatableList<PrincipalAttribute> Attributes(IEnumerable<PrincipalAttribute> given) => given
        .GroupBy(a => a.Name, StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => new PrincipalAttribute(
            g.Key, g.SelectMany(a => a.Values).Distinct().Order(StringComparer.Ordinal).ToEquatableList()))
        .ToEquatableList();

    /// <summary>An assumed principal: that of a key, by its name or id, or one with these roles and attributes.</summary>
    /// <param name="key"><c>key:name</c> or <c>key:id</c>; null for none.</param>
    /// <param name="roles">Roles.</param>
    /// <param name="attributes">Attributes, each as <see cref="Attribute"/> reads it.</param>
    /// <param name="keys">The valid keys.</param>
    public static Outcome<Principal> Imagine(
        string? key, IReadOnlyList<string> roles, IReadOnlyList<string> attributes, IEnumerable<Principal> keys)
    {
        if (key is not null)
            return roles.Count + attributes.Count > 0
                ? Refused($"'{key}' already has roles and attributes; leave them out") : Named(key, keys);
        if (attributes.FirstOrDefault(a => Attribute(a) is null) is { } wrong)
            return Refused($"attribute '{wrong}' is not name=value,value");
        return Outcome<Principal>.Of(new Principal(
            "", "", AccessScopes.Query | AccessScopes.Catalog,
            roles.Distinct().Order(StringComparer.Ordinal).ToEquatableList(), Attributes(attributes.Select(a => Attribute(a)!))));
    }

    private static Outcome<Principal> Named(string key, IEnumerable<Principal> keys)
    {
        if (!key.StartsWith(KeyPrefix, StringComparison.Ordinal))
            return Refused($"write a key with '{KeyPrefix}' before its name or id: '{KeyPrefix}{key}'");
        var wanted = key[KeyPrefix.Length..];
        var known = keys.ToList();
        var found = known.Where(p => p.Id == wanted || p.Name == wanted).ToList();
        return found switch
        {
            [var only] => Outcome<Principal>.Of(only),
            [] => Refused(
                $"no active key has the name or id '{wanted}'", NearestNames.To(wanted, known.Select(p => p.Name).Distinct())),
            _ => Refused($"several keys are called '{wanted}'; name one by its id", [.. found.Select(p => $"key:{p.Id}")]),
        };
    }

    private static Outcome<Principal> Refused(string message, EquatableList<string> candidates = default) =>
        Outcome<Principal>.Refused(new Diagnostic(DiagnosticCode.MalformedRequest, message, Candidates: candidates));
}
