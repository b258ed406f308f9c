using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Resources;

/// <summary>
/// A page token, opaque to callers: the letter of the list and the place in it. The letter makes other lists refuse the token.
/// </summary>
internal static class ListToken
{
    private const int Longest = 512;

    public static string Write(char list, string place) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{list}{place}"));

    public static bool TryRead(string token, char list, [NotNullWhen(true)] out string? place)
    {
        place = null;
        if (token.Length is 0 or > Longest || !Base64Url.IsValid(token))
            return false;
        var bytes = Base64Url.DecodeFromChars(token);
        if (!Utf8.IsValid(bytes) || bytes.AsSpan().Contains((byte)0))
            return false;
        var text = Encoding.UTF8.GetString(bytes);
        if (text.Length == 0 || text[0] != list)
            return false;
        place = text[1..];
        return true;
    }

    public static Diagnostic Malformed() =>
        new(
            DiagnosticCode.MalformedRequest, "page is not a token of this list",
            Hint: "pass the next of the page before, or leave page out to begin");
}
