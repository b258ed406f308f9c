using Metrics.Answering.Answers;

namespace Metrics.Api.Doors.GraphQL.Asking;

/// <summary>An answer that several fields may show.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Meanings">What each of its columns means, in order.</param>
internal sealed record SharedAnswer(Answer Answer, IReadOnlyList<string> Meanings)
{
    public int IndexOf(string meaning)
    {
        for (var i = 0; i < Meanings.Count; i++)
        {
            if (Meanings[i] == meaning)
                return i;
        }

        throw new ArgumentException($"the answer has no column '{meaning}'", nameof(meaning));
    }
}
