namespace Metrics.Semantic.Catalogs.Externals.Dbt.Jinja;

/// <summary>Bounds what working out one name costs: macros that call each other would otherwise multiply.</summary>
internal sealed class JinjaBudget
{
    private int _left = 20_000;

    /// <summary>Takes a step; false when there are none left.</summary>
    public bool Spend() => --_left >= 0;
}
