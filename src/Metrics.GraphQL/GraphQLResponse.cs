using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Metrics.GraphQL.Execution;

namespace Metrics.GraphQL;

/// <summary>The response to a request, ready to be written.</summary>
public sealed class GraphQLResponse
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true,
    };

    private readonly Func<ErrorKind, string?> codeOf;
    private readonly ObjectResult? data;

    private GraphQLResponse(
        IReadOnlyList<GraphQLError> errors, bool isExecuted, ObjectResult? data, IReadOnlyDictionary<string, object?> extensions,
        EngineOptions options)
    {
        (Errors, IsExecuted, this.data, Extensions, codeOf) = (errors, isExecuted, data, extensions, options.CodeOf);
    }

    /// <summary>The errors, in the order of the response.</summary>
    public IReadOnlyList<GraphQLError> Errors { get; }

    /// <summary>Whether execution began; only then does the response have a <c>data</c> entry.</summary>
    public bool IsExecuted { get; }

    /// <summary>Whether <c>data</c> is something other than null.</summary>
    public bool HasData => data is not null;

    /// <summary>What resolvers added to <c>extensions</c>.</summary>
    public IReadOnlyDictionary<string, object?> Extensions { get; }

    /// <summary>Writes the response as JSON.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, WriterOptions);
        writer.WriteStartObject();
        if (Errors.Count > 0)
        {
            writer.WriteStartArray("errors"u8);
            foreach (var error in Errors)
                Write(writer, error);
            writer.WriteEndArray();
        }
        if (IsExecuted)
        {
            writer.WritePropertyName("data"u8);
            JsonValue.Write(writer, data);
        }
        if (Extensions.Count > 0)
        {
            writer.WritePropertyName("extensions"u8);
            JsonValue.Write(writer, Extensions);
        }
        writer.WriteEndObject();
    }

    internal static GraphQLResponse Refused(IReadOnlyList<GraphQLError> errors, EngineOptions options) =>
        new(errors, isExecuted: false, null, ArgumentCoercion.None, options);

    internal static GraphQLResponse Executed(ExecutionRun run, ObjectResult? data, EngineOptions options) =>
        new(run.Errors.ToList(), isExecuted: true, data, run.Extensions.ToDictionary(), options);

    internal static GraphQLResponse Executed(IReadOnlyList<GraphQLError> errors, EngineOptions options) =>
        new(errors, isExecuted: true, null, ArgumentCoercion.None, options);

    private void Write(Utf8JsonWriter writer, GraphQLError error)
    {
        writer.WriteStartObject();
        writer.WriteString("message"u8, error.Message);
        if (error.Locations.Count > 0)
        {
            writer.WriteStartArray("locations"u8);
            foreach (var (line, column) in error.Locations)
            {
                writer.WriteStartObject();
                writer.WriteNumber("line"u8, line);
                writer.WriteNumber("column"u8, column);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        if (error.Path is not null)
        {
            writer.WritePropertyName("path"u8);
            JsonValue.Write(writer, error.Path);
        }
        WriteExtensions(writer, error);
        writer.WriteEndObject();
    }

    private void WriteExtensions(Utf8JsonWriter writer, GraphQLError error)
    {
        var extensions = new Dictionary<string, object?>(error.Extensions ?? ArgumentCoercion.None);
        if (codeOf(error.Kind) is { } code)
            extensions.TryAdd("code", code);
        if (error.Rule is not null)
            extensions.TryAdd("rule", error.Rule);
        if (extensions.Count == 0)
            return;
        writer.WritePropertyName("extensions"u8);
        JsonValue.Write(writer, extensions);
    }
}
