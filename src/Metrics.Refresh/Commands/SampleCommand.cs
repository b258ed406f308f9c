using System.CommandLine;
using Metrics.Refresh.Samples;
using Metrics.Refresh.Samples.Storefront;

namespace Metrics.Refresh.Commands;

/// <summary><c>sample PACK</c> and <c>sample all</c>: write generated source files of the real shape, the same for the same seed.</summary>
internal static class SampleCommand
{
    private const decimal LargestScale = 10_000;
    private static readonly string DefaultFolder = Path.Combine("..", ".local", "samples");

    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        var command = new Command("sample", "Make sample data");
        foreach (var sample in SampleCatalog.All)
            command.Add(Create(sample, context));
        command.Add(CreateAll(context));
        return command;
    }

    private static Command Create(Sample sample, Func<ParseResult, CommandContext> context)
    {
        var (scale, seed, ifMissing) = (Scale(), Seed(), IfMissing());
        var folder = new Option<string?>("--out", "--output")
        {
            Description = "The folder to write to; by default where the project's sources look",
        };
        var command = new Command(sample.Pack, sample.Description) { scale, seed, folder, ifMissing };
        var transactions = sample == StorefrontSample.Sample ? Transactions() : null;
        if (transactions is not null)
            command.Add(transactions);
        command.SetAction((parsed, ct) =>
        {
            var (here, size) = (context(parsed), parsed.GetValue(scale));
            if (transactions is not null && parsed.GetValue(transactions) is { } count)
                size = count / (decimal)StorefrontSample.DefaultTransactions;
            var target = parsed.GetValue(folder) ?? FolderOf(sample, here);
            return WriteAsync(here, sample, new Order(target, size, parsed.GetValue(seed), parsed.GetValue(ifMissing)), ct);
        });
        return command;
    }

    // If a variable names a pack's folder, it holds the user's own files, so the pack is skipped.
    private static Command CreateAll(Func<ParseResult, CommandContext> context)
    {
        var (scale, seed, ifMissing) = (Scale(), Seed(), IfMissing());
        var folder = new Option<string?>("--out", "--output")
        {
            Description = "Where to write one folder a pack; by default where the sources look of those packs that have no folder of yours",
        };
        var command = new Command("all", "The files of every pack") { scale, seed, folder, ifMissing };
        command.SetAction(async (parsed, ct) =>
        {
            var (here, into) = (context(parsed), parsed.GetValue(folder));
            var (size, number, missing) = (parsed.GetValue(scale), parsed.GetValue(seed), parsed.GetValue(ifMissing));
            foreach (var sample in SampleCatalog.All)
            {
                if (into is null && here.Environment(sample.FolderVariable) is { Length: > 0 })
                    continue;
                var target = into is null ? FolderOf(sample, here) : Path.Combine(into, sample.Pack);
                await WriteAsync(here, sample, new Order(target, size, number, missing), ct);
            }

            return 0;
        });
        return command;
    }

    private static async Task<int> WriteAsync(CommandContext context, Sample sample, Order order, CancellationToken ct)
    {
        if (order.IfMissing && File.Exists(Path.Combine(order.Folder, sample.LastFile)))
        {
            await context.Output.WriteLineAsync($"Sample data is in {order.Folder} already.");
            return 0;
        }

        var written = await sample.Write(order.Folder, order.Scale, order.Seed, ct);
        await context.Output.WriteLineAsync($"Wrote {written} (seed {order.Seed}) to {order.Folder}.");
        return 0;
    }

    private static string FolderOf(Sample sample, CommandContext context) =>
        context.Environment(sample.FolderVariable) is { Length: > 0 } own
            ? own
            : Path.GetFullPath(Path.Combine(context.ProjectFolder, DefaultFolder, sample.Pack));

    private static Option<decimal> Scale()
    {
        var scale = new Option<decimal>("--scale") { Description = "How many times the normal size", DefaultValueFactory = _ => 1 };
        scale.Require(result =>
        {
            if (result.GetValueOrDefault<decimal>() is < 0 or > LargestScale)
                result.AddError($"--scale takes 0 to {LargestScale}");
        });
        return scale;
    }

    private static Option<ulong> Seed() => new("--seed")
    {
        Description = "Another seed gives other data, the same seed the same", DefaultValueFactory = _ => 1,
    };

    private static Option<bool> IfMissing() => new("--if-missing") { Description = "Do nothing when the folder has the files already" };

    private static Option<long?> Transactions()
    {
        var transactions = new Option<long?>("--transactions") { Description = "How many transactions, instead of --scale" };
        transactions.Require(result =>
        {
            if (result.GetValueOrDefault<long?>() is < 0 or > 1_000_000_000)
                result.AddError("--transactions takes 0 to 1000000000");
        });
        return transactions;
    }

    private sealed record Order(string Folder, decimal Scale, ulong Seed, bool IfMissing);
}
