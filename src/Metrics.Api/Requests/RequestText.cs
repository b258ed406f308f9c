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
/// Refuses what is no text wherever a caller can write one: bytes that are not UTF-8 (overlong forms and halves of surrogate pairs among
/// them) and the zero character, which PostgreSQL's texts cannot hold. It looks at the whole request target and at whole bodies, so that a
/// route or parameter added later is covered without knowing of it.
/// </summary>
internal static class RequestText
{
    private const string Hint = "send UTF-8 without zero characters";

    /// <summary>Refuses requests whose target is no text; behind the callers' rules, so that strangers learn nothing more.</summary>
    public static void UseRequestText(this WebApplication app) => app.Use(next => context =>
        ProblemOf(context.Features.Get<IHttpRequestFeature>()!.RawTarget) is { } problem
            ? Problems.WriteAsync(context, problem, context.RequestAborted)
            : next(context));

    /// <summary>What is wrong with a request target as it came, percent signs and all; null when nothing is.</summary>
    internal static Diagnostic? ProblemOf(string rawTarget)
    {
        // Nearly all targets are plain: nothing is decoded and nothing allocated for them.
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
    /// What is wrong with the texts of a JSON body; null when nothing is, or when it is no JSON, which its reader says better.
    /// </summary>
    internal static Diagnostic? ProblemOf(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            return Refusal("the body");
        // Only an escape can bring in what valid UTF-8 cannot hold; an unescaped zero character is no JSON.
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
            // Whoever reads the body says where it stops being JSON.
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

    // As a server reads a target: %41 is a byte, anything else stands for itself. Negative when a character has no UTF-8.
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

    // A zero character and invalid bytes are told apart from nothing else: where in the URL is all that helps.
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
        DiagnosticCode.MalformedRequest, $"{place} has something that is no text: a zero character, or bytes that are not UTF-8",
        Hint: Hint);
}
