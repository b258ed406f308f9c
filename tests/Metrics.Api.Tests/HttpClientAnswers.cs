using System.Net;

namespace Metrics.Api.Tests;

internal static class HttpClientAnswers
{
    /// <summary>Whether the answer has this status; false as long as nobody listens.</summary>
    public static async Task<bool> AnswersAsync(this HttpClient client, string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        try
        {
            using var answer = await client.GetAsync(path);
            return answer.StatusCode == status;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
