namespace Metrics.Api.Audit;

/// <summary>
/// What an answer that is sent again and again was. Each is one of its own, so that what is counted by it is found at once.
/// </summary>
/// <param name="question">The question as it came.</param>
/// <param name="rows">Its rows.</param>
/// <param name="dataVersion">The publication it is of.</param>
internal sealed class AnswerFacts(string question, int rows, string dataVersion)
{
    public string Question => question;

    public int Rows => rows;

    public string DataVersion => dataVersion;
}
