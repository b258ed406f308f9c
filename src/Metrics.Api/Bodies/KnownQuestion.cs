using Metrics.Answering.Answers;
using Metrics.Answering.Asking;
using Metrics.Api.Formats;

namespace Metrics.Api.Bodies;

/// <summary>What a request asked: all that is known of its answer but the rows.</summary>
/// <param name="Question">The question; for every caller of the audience that asked it.</param>
/// <param name="Form">Format, layout, numbers.</param>
/// <param name="Prepared">The same, planned.</param>
/// <param name="Tag">The name of its body.</param>
/// <param name="Text">The question as it came.</param>
/// <param name="Asked">Counts how often it is asked; null when that is not counted.</param>
/// <param name="Day">The day that words such as "yesterday" were counted from, and its zone; null when there are none.</param>
internal sealed record KnownQuestion(
    Question Question, BodyForm Form, PreparedQuery Prepared, string Tag, string Text, AskedQuestion? Asked, AskedOn? Day);
