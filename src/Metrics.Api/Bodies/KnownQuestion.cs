using Metrics.Answering.Answers;
using Metrics.Answering.Asking;
using Metrics.Api.Formats;

namespace Metrics.Api.Bodies;

/// <summary>What a request asked, and everything known of its answer except the rows.</summary>
/// <param name="Question">The question; valid for every caller of the audience that asked it.</param>
/// <param name="Form">Format, layout, numbers.</param>
/// <param name="Prepared">The question's plan and statement.</param>
/// <param name="Tag">The tag of its body.</param>
/// <param name="Text">The question as it was sent.</param>
/// <param name="Asked">Counts how often it is asked; null when that is not counted.</param>
/// <param name="Day">The day that words such as "yesterday" were resolved on, with its time zone; null when the question has no such
/// words.</param>
internal sealed record KnownQuestion(
    Question Question, BodyForm Form, PreparedQuery Prepared, string Tag, string Text, AskedQuestion? Asked, AskedOn? Day);
