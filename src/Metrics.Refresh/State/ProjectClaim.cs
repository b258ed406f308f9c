namespace Metrics.Refresh.State;

/// <summary>What a project says of itself to a database that it wants to use.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Makes">True of a table that it makes.</param>
internal sealed record ProjectClaim(string Name, Func<string, bool> Makes)
{
    /// <summary>True where no table is built or taken away: a database that names the project as its owner is its own then.</summary>
    public bool ByName { get; init; }
}
