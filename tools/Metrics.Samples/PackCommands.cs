using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Metrics.Samples.Greenery;
using Metrics.Samples.Making;
using Metrics.Samples.Storefront;
using Metrics.Samples.Subscriptions;

namespace Metrics.Samples;

/// <summary>A command for each pack, and <c>all</c>: they write made-up source files of the real shape.</summary>
/// <param name="environment">Environment variables by name.</param>
/// <param name="project">The folder of the project whose sources will read the files.</param>
internal sealed class PackCommands(Func<string, string?> environment, Option<string> project)
{
    private const decimal LargestScale = 10_000;
    private const long MostTransactions = 1_000_000_000;

    // One line a pack.
    private static readonly Sample[] Packs =
    [
        StorefrontSample.Sample,
        GreenerySample.Sample,
        SubscriptionsSample.Sample,
    ];

    private static readonly string DefaultFolder = Path.Combine("..", ".local", "samples");

    public IEnumerable<Command> All => Packs.Select(OfOne).Append(OfAll());

    private Command OfOne(Sample sample)
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
            var size = parsed.GetValue(scale);
            if (transactions is not null && parsed.GetValue(transactions) is { } count)
                size = count / (decimal)StorefrontSample.DefaultTransactions;
            var target = parsed.GetValue(folder) ?? FolderOf(sample, parsed);
            return WriteAsync(sample, new Order(target, size, parsed.GetValue(seed), parsed.GetValue(ifMissing)), ct);
        });
        return command;
    }

    // If a variable names a pack's folder, it holds the user's own files, so the pack is skipped.
    private Command OfAll()
    {
        var (scale, seed, ifMissing) = (Scale(), Seed(), IfMissing());
        var folder = new Option<string?>("--out", "--output")
        {
            Description = "Where to write one folder a pack; by default where the sources look of those packs that have no folder of yours",
        };
        var command = new Command("all", "The files of every pack") { scale, seed, folder, ifMissing };
        command.SetAction(async (parsed, ct) =>
        {
            var into = parsed.GetValue(folder);
            var (size, number, missing) = (parsed.GetValue(scale), parsed.GetValue(seed), parsed.GetValue(ifMissing));
            foreach (var sample in Packs)
            {
                if (into is null && environment(sample.FolderVariable) is { Length: > 0 })
                    continue;
                var target = into is null ? FolderOf(sample, parsed) : Path.Combine(into, sample.Pack);
                await WriteAsync(sample, new Order(target, size, number, missing), ct);
            }

            return 0;
        });
        return command;
    }

    private static async Task<int> WriteAsync(Sample sample, Order order, CancellationToken ct)
    {
        if (order.IfMissing && File.Exists(Path.Combine(order.Folder, sample.LastFile)))
        {
            await Console.Out.WriteLineAsync($"Sample data is in {order.Folder} already.");
            return 0;
        }

        var written = await sample.Write(order.Folder, order.Scale, order.Seed, ct);
        await Console.Out.WriteLineAsync($"Wrote {written} (seed {order.Seed}) to {order.Folder}.");
        return 0;
    }

    private string FolderOf(Sample sample, ParseResult parsed) => environment(sample.FolderVariable) is { Length: > 0 } own
        ? own
        : Path.GetFullPath(Path.Combine(parsed.GetValue(project)!, DefaultFolder, sample.Pack));

    private static Option<decimal> Scale() => new("--scale")
    {
        Description = "How many times the normal size",
        DefaultValueFactory = _ => 1,
        CustomParser = result => Number<decimal>(result, "--scale", "a number, such as 0.5", 0, LargestScale),
    };

    private static Option<ulong> Seed() => new("--seed")
    {
        Description = "Another seed gives other data, the same seed the same",
        DefaultValueFactory = _ => 1,
        CustomParser = result => Number<ulong>(result, "--seed", "a whole number", 0, ulong.MaxValue),
    };

    private static Option<bool> IfMissing() => new("--if-missing") { Description = "Do nothing when the folder has the files already" };

    private static Option<long?> Transactions() => new("--transactions")
    {
        Description = "How many transactions, instead of --scale",
        CustomParser = result => Number<long>(result, "--transactions", "a whole number", 0, MostTransactions),
    };

    // The library's own message would name a .NET type.
    private static T Number<T>(ArgumentResult result, string option, string expected, T least, T most)
        where T : struct, INumber<T>
    {
        var text = result.Tokens[0].Value;
        if (!T.TryParse(text, CultureInfo.InvariantCulture, out var value))
            result.AddError($"{option} takes {expected}, not '{text}'");
        else if (value < least || value > most)
            result.AddError($"{option} takes {least} to {most}");
        return value;
    }

    private sealed record Order(string Folder, decimal Scale, ulong Seed, bool IfMissing);
}
