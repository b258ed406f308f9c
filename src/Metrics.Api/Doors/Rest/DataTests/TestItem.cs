using Metrics.Answering.Publications;
using Metrics.Semantic.Policies;

namespace Metrics.Api.Doors.Rest.DataTests;

/// <summary>How a data test stands.</summary>
/// <param name="Model">The table tested; of a golden test its metric, or a table behind it for callers who may not see its data.</param>
/// <param name="Test">The test, such as unique(id), or its kind alone for callers who may not see the table's data.</param>
/// <param name="Severity">error blocks publication, warn is reported.</param>
/// <param name="Status">passed, failed or warned.</param>
/// <param name="Ran">false when the test itself could not run, which is as good as failing; detail says why.</param>
/// <param name="BadRows">Rows that broke the rule.</param>
/// <param name="At">When it last ran.</param>
/// <param name="RunId">The run it last ran in.</param>
/// <param name="Detail">A sentence for people; with details for callers who may see the table's data.</param>
internal sealed record TestItem(
    string Model, string Test, string Severity, string Status, bool Ran, long BadRows, DateTimeOffset At, Guid RunId, string? Detail)
{
    public static TestItem Of(TestRecord test, TableSight sight) => new(
        sight.Tell(test.Model), sight.Tell(test.Test), test.Severity, test.Status, test.Ran, test.BadRows, test.At,
        test.RunId, sight.TellAny(test.Detail));
}
