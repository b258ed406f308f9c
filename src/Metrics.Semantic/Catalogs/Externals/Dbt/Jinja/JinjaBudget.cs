namespace Metrics.Semantic.Catalogs.Externals.Dbt.Jinja;

/// <summary>Limits the work of evaluating one name: macros that call each other could otherwise multiply it.</summary>
internal sealed class JinjaBudget
{
    private int _left = 20_000;

    /// <summary>Takes a step; false when there are none left.</summary>
    public bool Spend() => --_left >= 0;
}
