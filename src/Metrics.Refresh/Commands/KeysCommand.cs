using System.CommandLine;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Access;
using Metrics.Refresh.Projects;
using Spectre.Console;

namespace Metrics.Refresh.Commands;

/// <summary><c>keys create | list | revoke</c>: who may ask the API.</summary>
internal static class KeysCommand
{
    public static Command Create(Func<ParseResult, CommandContext> context) => new("keys", "Make, list and revoke API keys")
    {
        KeyOptions.CreateCommand(context, CreateAsync),
        ListCommand(context),
        RevokeCommand(context),
    };

    private static Command ListCommand(Func<ParseResult, CommandContext> context)
    {
        var command = new Command("list", "Every key with what it may do; never the keys themselves");
        command.SetAction((parsed, ct) => ListAsync(context(parsed), ct));
        return command;
    }

    private static Command RevokeCommand(Func<ParseResult, CommandContext> context)
    {
        var id = new Argument<string>("id") { Description = "The id of the key, or the key itself" };
        var command = new Command("revoke", "Revoke a key; every API refuses it within a second") { id };
        command.SetAction((parsed, ct) => RevokeAsync(context(parsed), parsed.GetValue(id)!, ct));
        return command;
    }

    private static async Task<int> CreateAsync(CommandContext context, StoredKey wanted, bool once, CancellationToken ct)
    {
        var (opened, code) = await context.OpenNamedWarehouseAsync(ct);
        await using var warehouse = opened;
        if (warehouse is null)
            return code;
        if (await new KeyRing(warehouse.Data, context.Clock).CreateAsync(wanted, once, ct) is not var (id, text))
        {
            context.Note($"There was a key {wanted.Name} already; no key is made.");
            return 0;
        }

        // Standard output gets only the key, so that KEY=$(… keys create …) works.
        context.Note($"Key {id} ({wanted.Name}; {string.Join(", ", wanted.Scopes.Words())}). It is shown this once:");
        await context.Output.WriteLineAsync(text);
        foreach (var unread in UnreadAttributes(context, wanted))
            context.Note(unread);
        return 0;
    }

    // A mistyped attribute would show its holder nothing, without a word. A project that is not valid is not asked.
    private static IEnumerable<string> UnreadAttributes(CommandContext context, StoredKey key)
    {
        if (key.Attributes.Count == 0 || ProjectOf(context) is not { } project)
            return [];
        var read = project.Draft(project.WholeCatalog).Models.SelectMany(m => m.Policies).SelectMany(p => p.Rows?.Attributes ?? default)
            .ToHashSet(StringComparer.Ordinal);
        return key.Attributes.Select(a => a.Name).Where(a => !read.Contains(a)).Select(a =>
            $"warning: no policy of the project reads the attribute '{a}'"
            + (NearestNames.To(a, read) is { Count: > 0 } near ? $"; did you mean '{near[0]}'?"
                : read.Count == 0 ? "" : $"; they read {string.Join(", ", read.Order(StringComparer.Ordinal))}"));
    }

    // The key is made by now, whatever the project's files are.
    private static Project? ProjectOf(CommandContext context)
    {
        try
        {
            return context.LoadProject(_ => { });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task<int> ListAsync(CommandContext context, CancellationToken ct)
    {
        var (opened, code) = await context.OpenNamedWarehouseAsync(ct);
        await using var warehouse = opened;
        if (warehouse is null)
            return code;
        var (keys, now) = (await new KeyRing(warehouse.Data, context.Clock).ListAsync(ct), context.Clock.GetUtcNow());
        var table = new Table().Border(TableBorder.None)
            .AddColumns("ID", "NAME", "STATUS", "SCOPES", "ROLES", "ATTRIBUTES", "LIMITS", "CREATED", "EXPIRES");
        foreach (var key in keys)
        {
            string[] cells =
            [
                key.Id, key.Name, key.Status(now), string.Join(",", key.Scopes.Words()), string.Join(",", key.Roles),
                string.Join(" ", key.Attributes.Select(a => $"{a.Name}={string.Join(',', a.Values)}")), Limits(key.Limits),
                Day(key.CreatedAt), Day(key.ExpiresAt),
            ];
            table.AddRow([.. cells.Select(c => new Text(c))]);
        }

        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Output), Ansi = AnsiSupport.No,
                Interactive = InteractionSupport.No });
        // A piped table must not be wrapped at some terminal's width.
        console.Profile.Width = int.MaxValue / 2;
        console.Write(table);
        return 0;
    }

    private static async Task<int> RevokeAsync(CommandContext context, string id, CancellationToken ct)
    {
        var (opened, code) = await context.OpenNamedWarehouseAsync(ct);
        await using var warehouse = opened;
        if (warehouse is null)
            return code;
        var bare = AccessKeyText.TryReadId(id, out var inside) ? inside.ToString() : id;
        if (await new KeyRing(warehouse.Data, context.Clock).RevokeAsync(bare, ct))
        {
            await context.Output.WriteLineAsync($"Key {bare} is revoked.");
            return 0;
        }

        context.Complain($"no active key has that id; 'keys list' shows them");
        return CommandContext.Failed;
    }

    private static string Day(DateTimeOffset? time) =>
        time is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture) : "-";

    private static string Limits(KeyLimits limits) => string.Join(" ", new (string Name, long? Value)[]
    {
        ("requests/s", limits.RequestsPerSecond), ("concurrent", limits.ConcurrentQueries), ("rows", limits.MaxRows),
        ("bytes", limits.MaxBytes), ("seconds", limits.TimeoutSeconds),
    }.Where(l => l.Value is not null).Select(l => $"{l.Name}={l.Value}"));
}
