using Metrics.Conformance.Packs;
using Metrics.Conformance.Running;
using Metrics.Testing;

string? folder = null, reportFile = null;
for (var i = 0; i < args.Length; i++)
{
    if (args[i] == "--report" && i + 1 < args.Length)
        reportFile = args[++i];
    else
        folder ??= args[i];
}

if (folder is null || reportFile is null || !Directory.Exists(folder))
{
    await Console.Error.WriteLineAsync("usage: ./conformance.sh PACK --report FILE");
    return 2;
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stopping.Cancel();
};
var counts = new Dictionary<string, int> { ["passed"] = 0, ["failed"] = 0, ["skipped"] = 0 };
using var server = PostgresServer.Start();
await using (var report = new StreamWriter(reportFile))
{
    var pack = new Pack(Path.GetFullPath(folder));
    var database = await PackDatabase.LoadAsync(server.CreateDatabase(), pack, stopping.Token);
    var run = new PackRun(pack, database, verdict =>
    {
        counts[verdict.Status]++;
        report.WriteLine(verdict.ToJson().ToJsonString());
        if (verdict.Status == "failed")
            Console.WriteLine($"failed {verdict.PackFile} {verdict.Id}: {verdict.Reason}");
    });
    await run.RunAsync(stopping.Token);
}

Console.WriteLine($"{counts["passed"]} passed, {counts["failed"]} failed, {counts["skipped"]} skipped");
return counts["failed"] == 0 ? 0 : 1;
