namespace Metrics.Api.Health;

/// <summary>The process is up.</summary>
/// <param name="Status">Always <c>live</c>.</param>
internal sealed record LiveAnswer(string Status);

/// <summary>Questions can be answered.</summary>
/// <param name="Status">Always <c>ready</c>; anything else is a problem.</param>
/// <param name="Publication">The latest publication.</param>
/// <param name="Tables">How many tables are published.</param>
/// <param name="Role">The database role this service reads with.</param>
/// <param name="Note">What an operator should know, such as one role that serves both services.</param>
internal sealed record ReadyAnswer(string Status, long Publication, int Tables, string Role, string? Note);
