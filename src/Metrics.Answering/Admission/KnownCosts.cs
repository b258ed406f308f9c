using System.Security.Cryptography;
using System.Text;
using Metrics.Answering.Caching;

namespace Metrics.Answering.Admission;

/// <summary>How long statements took, by shape: the SQL text without its values and the versions of its tables.</summary>
/// <param name="settings">The limits of quick and heavy.</param>
internal sealed class KnownCosts(LaneSettings settings)
{
    private const long Memory = 2 * 1024 * 1024;
    private const int BytesEach = 32;

    private readonly BoundedCache<Known> _known = new(Memory);

    /// <summary>The name of a statement's shape. It leaves out table versions: the next one is expected to cost the same.</summary>
    public static string ShapeOf(string statement)
    {
        var text = new StringBuilder(statement.Length);
        for (var i = 0; i < statement.Length; i++)
        {
            text.Append(statement[i]);
            if (statement[i] != 'v' || i == 0 || statement[i - 1] != '_')
                continue;
            while (i + 1 < statement.Length && char.IsAsciiDigit(statement[i + 1]))
                i++;
        }

        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>How long it is expected to take; null when nothing is known.</summary>
    public TimeSpan? Find(string shape) => _known.TryGet(shape, out var known) ? TimeSpan.FromMilliseconds(known.Cost.Milliseconds) : null;

    /// <summary>True when it was measured, and was quick.</summary>
    public bool IsKnownQuick(string shape) =>
        _known.TryGet(shape, out var known) && !known.Cost.IsGuess && known.Cost.Milliseconds < settings.QuickBelow.TotalMilliseconds;

    /// <summary>Records the engine's estimate; the first measurement replaces it.</summary>
    public void Expect(string shape, TimeSpan time) => Set(shape, new Cost(time.TotalMilliseconds, IsGuess: true), known => known);

    /// <summary>
    /// Records a measurement. A higher one is believed immediately, unless the shape was quick before and perhaps only the machine was
    /// busy. A lower one is approached step by step, since the next statement may have other values.
    /// </summary>
    public void Took(string shape, TimeSpan time)
    {
        var measured = new Cost(Math.Max(0.1, time.TotalMilliseconds), IsGuess: false);
        Set(shape, measured, known =>
        {
            var isBelieved = measured.Milliseconds >= known.Milliseconds
                && !(known.Milliseconds < settings.QuickBelow.TotalMilliseconds && time < settings.HeavyEvenIfQuickAfter);
            return known.IsGuess || isBelieved ? measured
                : known with { Milliseconds = Math.Sqrt(known.Milliseconds * measured.Milliseconds) };
        });
    }

    /// <summary>Records that it takes at least this long.</summary>
    public void TakesAtLeast(string shape, TimeSpan time)
    {
        var least = new Cost(time.TotalMilliseconds, IsGuess: false);
        Set(shape, least, known => known.Milliseconds >= least.Milliseconds ? known : least);
    }

    private void Set(string shape, Cost first, Func<Cost, Cost> change)
    {
        if (_known.TryGet(shape, out var known))
            known.Cost = change(known.Cost);
        else
            _known.TryAdd(shape, new Known { Cost = first }, BytesEach);
    }

    private sealed record Cost(double Milliseconds, bool IsGuess);

    // Two threads may write at the same time; one value is lost then, and the next measurement corrects it.
    private sealed class Known
    {
        private volatile Cost _cost = new(0, IsGuess: true);

        public Cost Cost
        {
            get => _cost;
            set => _cost = value;
        }
    }
}
