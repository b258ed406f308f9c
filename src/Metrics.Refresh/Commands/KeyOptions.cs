using System.CommandLine;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Access;
using Metrics.Refresh.Projects;

namespace Metrics.Refresh.Commands;

/// <summary>The options of <c>keys create</c>.</summary>
internal static class KeyOptions
{
    public static Command CreateCommand(
        Func<ParseResult, CommandContext> context, Func<CommandContext, StoredKey, bool, CancellationToken, Task<int>> create)
    {
        var name = new Option<string>("--name") { Description = "A name for its holder", Required = true };
        var scopes =
            new Option<string>("--scopes")
                { Description = $"What it may do, separated by commas: {string.Join(", ", AccessScopeWords.All)}",
                DefaultValueFactory = _ => "query,catalog" };
        var roles = new Option<string[]>("--role") { Description = "A role that policies use; may be repeated" };
        var attributes =
            new Option<string[]>("--attribute") { Description = "What policies compare with: countries=ES,FR; may be repeated" };
        var expires = new Option<string?>("--expires")
        {
            Description = "How long the key is valid: 90d, 12h; by default until it is revoked",
        };
        var requests = Limit("--requests-per-second", "Requests a second on each API process");
        var concurrent = Limit("--concurrent-queries", "Questions running at once on each API process");
        var rows = Limit("--max-rows", "Rows of one answer");
        var bytes = new Option<long?>("--max-bytes") { Description = "Bytes of one answer" };
        var timeout = Limit("--timeout-seconds", "Seconds that one question may take");
        var once = new Option<bool>("--once")
        {
            Description = "Only if there never was a key of this name; if there was, no key is made, and that is not an error",
        };
        bytes.Require(result => Positive(result, result.GetValueOrDefault<long?>()));
        Check(name, scopes, attributes, expires);
        var command = new Command("create", "Make a key and show it once")
        {
            name, scopes, roles, attributes, expires, requests, concurrent, rows, bytes, timeout, once,
        };
        command.SetAction((parsed, ct) =>
        {
            var about = context(parsed);
            return create(about, new StoredKey
            {
                Id = "",
                Name = parsed.GetValue(name)!,
                Scopes = Split(parsed.GetValue(scopes)).Aggregate(AccessScopes.None, (all, word) => all | AccessScopeWords.Parse(word)),
                Roles = (parsed.GetValue(roles) ?? []).Distinct().Order(StringComparer.Ordinal).ToEquatableList(),
                Attributes = PrincipalText.Attributes((parsed.GetValue(attributes) ?? []).Select(a => PrincipalText.Attribute(a)!)),
                ExpiresAt = parsed.GetValue(expires) is { } text ? about.Clock.GetUtcNow() + DurationText.Parse(text) : null,
                Limits = new KeyLimits
                {
                    RequestsPerSecond = parsed.GetValue(requests),
                    ConcurrentQueries = parsed.GetValue(concurrent),
                    MaxRows = parsed.GetValue(rows),
                    MaxBytes = parsed.GetValue(bytes),
                    TimeoutSeconds = parsed.GetValue(timeout),
                },
            }, parsed.GetValue(once), ct);
        });
        return command;
    }

    private static void Check(Option<string> name, Option<string> scopes, Option<string[]> attributes, Option<string?> expires)
    {
        name.Require(result =>
        {
            if (result.GetValueOrDefault<string>() is not { Length: > 0 and <= 100 } text || text.Any(char.IsControl))
                result.AddError("--name takes 1 to 100 characters");
        });
        scopes.Require(result =>
        {
            foreach (var word in Split(result.GetValueOrDefault<string>()).Where(w => AccessScopeWords.Parse(w) == AccessScopes.None))
                result.AddError($"--scopes: '{word}' is not one of {string.Join(", ", AccessScopeWords.All)}{Nearest(word)}");
            if (Split(result.GetValueOrDefault<string>()).Length == 0)
                result.AddError("--scopes is empty");
        });
        attributes.Require(result =>
        {
            foreach (var given in (result.GetValueOrDefault<string[]>() ?? []).Where(a => PrincipalText.Attribute(a) is null))
                result.AddError($"--attribute: '{given}' is not name=value,value");
        });
        expires.Require(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !(DurationText.Parse(text) > TimeSpan.Zero))
                result.AddError($"--expires: '{text}' is not a duration such as 90d or 12h");
        });
    }

    private static Option<int?> Limit(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description };
        option.Require(result => Positive(result, result.GetValueOrDefault<int?>()));
        return option;
    }

    private static void Positive(System.CommandLine.Parsing.OptionResult result, long? value)
    {
        if (value <= 0)
            result.AddError($"{result.Option.Name} takes a whole number from 1");
    }

    private static string[] Split(string? list) =>
        (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Nearest(string word) =>
        NearestNames.To(word, AccessScopeWords.All) is { Count: > 0 } near ? $"; did you mean {near[0]}?" : "";
}
