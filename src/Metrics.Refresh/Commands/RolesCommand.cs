using System.CommandLine;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Commands;

/// <summary><c>roles</c>: shows the names of the database's roles, for grants and connection strings.</summary>
internal static class RolesCommand
{
    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        var command = new Command("roles", "Show the database's roles: the API's login, and those that are granted to people and BI tools");
        command.SetAction((parsed, ct) => ShowAsync(context(parsed), ct));
        return command;
    }

    private static async Task<int> ShowAsync(CommandContext context, CancellationToken ct)
    {
        var (opened, code) = await context.OpenNamedWarehouseAsync(ct);
        await using var warehouse = opened;
        if (warehouse is null)
            return code;
        await using var connection = await warehouse.Data.OpenConnectionAsync(ct);
        var names = await RoleNames.OfAsync(connection, ct);
        foreach (var (what, name) in new[] { ("api", names.Api), ("bi", names.BusinessIntelligence), ("analyst", names.Analysts) })
            await context.Output.WriteLineAsync($"{what}\t{name}");
        return 0;
    }
}
