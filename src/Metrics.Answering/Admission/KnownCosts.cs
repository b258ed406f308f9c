using System.Security.Cryptography;
using System.Text;
using Metrics.Answering.Caching;

namespace Metrics.Answering.Admission;

/// <summary>How long statements took, by their shape: the text without its values and without the versions of its tables.</summary>
/// <param name="settings">What is quick, and what is heavy.</param>
internal sealed class KnownCosts(LaneSettings settings)
{
    private const long Memory = 2 * 1024 * 1024;
    private const int BytesEach = 32;

    private readonly BoundedCache<Known> _known = new(Memory);

    /// <summary>The name of a statement's shape: the next version of a table is expected to cost what this one does.</summary>
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

    /// <summary>The engine thinks it takes so long; the first measure replaces that.</summary>
    public void Expect(string shape, TimeSpan time) => Set(shape, new Cost(time.TotalMilliseconds, IsGuess: true), known => known);

    /// <summary>
    /// It took so long. More than expected is believed at once, unless it was quick before and only the machine may have been busy; less
    /// only step by step, since other values may be in it next time.
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

    /// <summary>It takes so long or longer.</summary>
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

    // Two may write at once; then one of them is forgotten, which the next measure mends.
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
