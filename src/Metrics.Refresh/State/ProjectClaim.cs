namespace Metrics.Refresh.State;

/// <summary>How a project identifies itself to a database that it wants to use.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Makes">True for a table that the project builds.</param>
internal sealed record ProjectClaim(string Name, Func<string, bool> Makes)
{
    /// <summary>True for commands that neither build nor remove tables: the owner's name in the database is then proof enough.</summary>
    public bool ByName { get; init; }
}
