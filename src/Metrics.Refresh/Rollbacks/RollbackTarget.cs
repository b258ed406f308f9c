namespace Metrics.Refresh.Rollbacks;

/// <summary>What to go back to: all tables as they were after a publication, or one table at one of its versions.</summary>
internal abstract record RollbackTarget
{
    private RollbackTarget()
    {
    }

    internal sealed record Publication(long Number) : RollbackTarget
    {
        public override string ToString() => $"publication {Number}";
    }

    internal sealed record Version(string Model, long Number) : RollbackTarget
    {
        public override string ToString() => $"{Model} version {Number}";
    }
}
