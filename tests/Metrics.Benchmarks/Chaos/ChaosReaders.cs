using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Metrics.Benchmarks.Chaos;

/// <summary>Asks the API so many times a second, and holds every answer against what the files come to.</summary>
internal sealed class ChaosReaders(Uri api, ChaosProject project, int perSecond)
{
    private static readonly string[][] Questions = [["transactions", "transacted_amount"], ["transactions", "day_accepted"]];
    private readonly HttpClient _client = new() { BaseAddress = api, Timeout = TimeSpan.FromSeconds(30) };
    private readonly List<string> _wrong = [];
    private long _answers;
    private long _unavailable;
    private long _degraded;

    public string Summary =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_answers:N0} answers, {_unavailable:N0} refused while the server was away, {_degraded:N0} of tables that disagreed and "
            + $"said so, {_wrong.Count} wrong");

    public IReadOnlyList<string> Wrong => _wrong;

    public long Answers => Interlocked.Read(ref _answers);

    public long Degraded => Interlocked.Read(ref _degraded);

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        var open = new List<Task>();
        for (var i = 0; await NextAsync(timer, stop); i++)
        {
            open.RemoveAll(t => t.IsCompletedSuccessfully);
            open.Add(AskAsync(i));
        }

        await Task.WhenAll(open);
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task AskAsync(int number)
    {
        var metrics = Questions[number % Questions.Length];
        try
        {
            // A condition that holds for every row and is another each time, so that not only the cache answers.
            using var response = await _client.PostAsJsonAsync("/api/v1/query", number % 4 < 2
                ? (object)new { metrics }
                : new { metrics, where = metrics[1] == "day_accepted"
                    ? Array.Empty<string>() : [$"transaction__category_name <> 'x{number}'"] });
            if ((int)response.StatusCode >= 500)
            {
                Interlocked.Increment(ref _unavailable);
                return;
            }

            using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            if (!response.IsSuccessStatusCode)
                Report($"{(int)response.StatusCode}: {answer.RootElement.GetRawText()}");
            else
                Judge(metrics, answer.RootElement);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException)
        {
            Interlocked.Increment(ref _unavailable);
        }
    }

    private void Judge(string[] metrics, JsonElement answer)
    {
        Interlocked.Increment(ref _answers);
        var generations = project.Generations;
        var (row, degraded) = (answer.GetProperty("rows")[0], answer.GetProperty("meta").GetProperty("degraded").GetBoolean());
        if (metrics[1] == "transacted_amount")
        {
            var (count, amount) = (row[0].GetInt64(), row[1].GetDecimal());
            if (generations.All(g => (g.Accepted, g.Amount) != (count, amount)))
                Report($"no files come to {count} payments of {amount}: {answer.GetRawText()}");
            return;
        }

        var (left, right) = (row[0].GetInt64(), row[1].GetInt64());
        if (generations.All(g => g.Accepted != left) || generations.All(g => g.Accepted != right))
            Report($"no files come to {left} or {right} payments: {answer.GetRawText()}");
        else if (left != right && !degraded)
            Report($"{left} and {right} payments in one answer that does not say degraded: {answer.GetRawText()}");
        else if (left != right)
            Interlocked.Increment(ref _degraded);
    }

    private void Report(string finding)
    {
        lock (_wrong)
            _wrong.Add(finding);
    }
}
