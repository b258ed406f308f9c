using System.CommandLine;
using Metrics.Refresh.Samples.Storefront;

namespace Metrics.Refresh.Commands;

/// <summary><c>sample storefront</c>: writes made-up source files of the real shape, the same for the same seed.</summary>
internal static class SampleCommand
{
    private static readonly string DefaultFolder = Path.Combine("..", ".local", "samples", "storefront");

    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        var transactions = new Option<long>("--transactions") { Description = "How many transactions", DefaultValueFactory = _ => 100_000 };
        transactions.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() is < 0 or > 1_000_000_000)
                result.AddError("--transactions takes 0 to 1000000000");
        });
        var seed = new Option<ulong>("--seed") { Description = "Another seed gives other data, the same seed the same", DefaultValueFactory = _ => 1 };
        var folder = new Option<string?>("--out") { Description = "The folder to write to; by default where the project's sources look" };
        var ifMissing = new Option<bool>("--if-missing") { Description = "Do nothing when the folder has the files already" };
        var storefront = new Command("storefront", "devices.csv, stores.csv and transactions.csv") { transactions, seed, folder, ifMissing };
        storefront.SetAction((parsed, ct) => StorefrontAsync(
            context(parsed), parsed.GetValue(transactions), parsed.GetValue(seed), parsed.GetValue(folder), parsed.GetValue(ifMissing), ct));
        return new Command("sample", "Make sample data") { storefront };
    }

    private static async Task<int> StorefrontAsync(CommandContext context, long transactions, ulong seed, string? folder, bool ifMissing, CancellationToken ct)
    {
        var target = folder ?? (context.Environment("STOREFRONT_DATA") is { Length: > 0 } own ? own : Path.GetFullPath(Path.Combine(context.ProjectFolder, DefaultFolder)));
        if (ifMissing && File.Exists(Path.Combine(target, "transactions.csv")))
        {
            await context.Output.WriteLineAsync($"Sample data is in {target} already.");
            return 0;
        }

        await StorefrontSample.WriteAsync(target, transactions, seed, ct);
        await context.Output.WriteLineAsync($"Wrote {transactions:N0} transactions (seed {seed}) to {target}.");
        return 0;
    }
}
