using Metrics.Samples.Making;

namespace Metrics.Samples.Subscriptions.Rows;

/// <summary>One kind of Stripe's objects as a CSV file.</summary>
internal sealed class StripeFile : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly string _columns;

    public StripeFile(SampleFiles files, string name, string columns)
    {
        (_stream, _columns) = (files.Create($"stripe_{name}.csv"), columns);
        Lines = new CsvLines(_stream);
    }

    public CsvLines Lines { get; }

    public ValueTask HeaderAsync(CancellationToken ct) => Lines.HeaderAsync(_columns, ct);

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
