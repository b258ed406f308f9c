namespace Metrics.Api.Audit;

/// <summary>
/// What the audit record says of a ready answer. Instances are compared by reference, so that counting hits by them is fast.
/// </summary>
/// <param name="question">The question as it was sent.</param>
/// <param name="rows">The number of its rows.</param>
/// <param name="dataVersion">The publication it was made at.</param>
internal sealed class AnswerFacts(string question, int rows, string dataVersion)
{
    public string Question => question;

    public int Rows => rows;

    public string DataVersion => dataVersion;
}
