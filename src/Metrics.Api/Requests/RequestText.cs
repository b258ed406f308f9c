using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Metrics.Api.Requests;

/// <summary>
/// Refuses invalid text wherever a caller can send it: bytes that are not UTF-8 (including overlong forms and halves of surrogate pairs),
/// and the zero character, which PostgreSQL texts cannot hold. It checks the whole request target and whole bodies, so that later routes
/// and parameters are covered without extra code.
/// </summary>
internal static class RequestText
{
    private const string Hint = "send UTF-8 without zero characters";

    /// <summary>
    /// Refuses requests whose target is not valid text. It runs after the caller is known, so that unknown callers learn nothing from it.
    /// </summary>
    public static void UseRequestText(this WebApplication app) => app.Use(next => context =>
        ProblemOf(context.Features.Get<IHttpRequestFeature>()!.RawTarget) is { } problem
            ? Problems.WriteAsync(context, problem, context.RequestAborted)
            : next(context));

    /// <summary>What is wrong with a raw request target, before percent-decoding; null when it is valid.</summary>
    internal static Diagnostic? ProblemOf(string rawTarget)
    {
        // Nearly all targets are plain ASCII: these are neither decoded nor copied.
        if (!rawTarget.Contains('%', StringComparison.Ordinal) && Ascii.IsValid(rawTarget))
            return null;
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(rawTarget.Length));
        try
        {
            var length = Decode(rawTarget, bytes);
            var place = length < 0 ? null : PlaceOf(rawTarget, bytes.AsSpan(0, length));
            return length >= 0 && place is null ? null : Refusal(place ?? "the URL");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>
    /// What is wrong with the texts of a JSON body. Null when they are valid, or when the body is not JSON, which its reader reports
    /// better.
    /// </summary>
    internal static Diagnostic? ProblemOf(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            return Refusal("the body");
        // Valid UTF-8 can contain invalid text only as an escape; an unescaped zero character is invalid JSON.
        if (json.IndexOf("\\u"u8) < 0)
            return null;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1000, CommentHandling = JsonCommentHandling.Skip });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !IsText(ref reader))
                    return Refusal(string.Create(CultureInfo.InvariantCulture, $"the body, in the text at byte {reader.TokenStartIndex},"));
            }
        }
        catch (JsonException)
        {
            // The reader of the body reports where it stops being JSON.
        }

        return null;
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        var buffer = ArrayPool<char>.Shared.Rent(reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length);
        try
        {
            return !buffer.AsSpan(0, reader.CopyString(buffer)).Contains('\0');
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return false;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    // Decodes as a server does: %41 is a byte, other characters stay unchanged. Negative when a character has no UTF-8.
    private static int Decode(string target, Span<byte> bytes)
    {
        var length = 0;
        for (var i = 0; i < target.Length; i++)
        {
            if (target[i] == '%' && i + 2 < target.Length && byte.TryParse(
                target.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var escaped))
            {
                bytes[length++] = escaped;
                i += 2;
            }
            else if (Rune.TryGetRuneAt(target, i, out var rune))
            {
                length += rune.EncodeToUtf8(bytes[length..]);
                i += rune.Utf16SequenceLength - 1;
            }
            else
            {
                return -1;
            }
        }

        return length;
    }

    // Where in the URL the invalid text is; null when there is none. Zero characters and invalid bytes are reported alike.
    private static string? PlaceOf(string target, ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes) && !bytes.Contains((byte)0))
            return null;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        if (question < 0)
            return "the URL";
        foreach (var pair in target[(question + 1)..].Split('&'))
        {
            var piece = new byte[Encoding.UTF8.GetMaxByteCount(pair.Length)];
            var length = Decode(pair, piece);
            if (length >= 0 && Utf8.IsValid(piece.AsSpan(0, length)) && !piece.AsSpan(0, length).Contains((byte)0))
                continue;
            var name = pair.Split('=', 2)[0];
            return name.Length is > 0 and <= 40 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
                ? $"parameter '{name}'"
                : "the query string";
        }

        return "the path";
    }

    private static Diagnostic Refusal(string place) => new(
        DiagnosticCode.MalformedRequest, $"{place} contains invalid text: a zero character, or bytes that are not UTF-8",
        Hint: Hint);
}
