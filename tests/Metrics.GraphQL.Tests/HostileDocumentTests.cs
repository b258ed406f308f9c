using System.Diagnostics;
using System.Text;
using Metrics.GraphQL.Tests.Generation;
using Xunit.Abstractions;

namespace Metrics.GraphQL.Tests;

public sealed class HostileDocumentTests(ITestOutputHelper output)
{
    private static readonly GraphQLEngine Engine = new(new EngineOptions());

    /// <summary>Takes documents of any size, so that the other limits must hold.</summary>
    private static readonly GraphQLEngine Roomy = new(new EngineOptions { MaxDocumentBytes = int.MaxValue });

    [Fact]
    public async Task A_hundred_thousand_broken_documents_are_answered()
    {
        const int Seed = 7;
        const int PerDocument = 100;
        var kinds = new Dictionary<string, int>();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 1000; i++)
        {
            var schema = (i % 3) switch { 0 => TestSchema.Zoo, 1 => TestSchema.Shop, _ => TestSchema.Storefront };
            var random = new Random(Seed + i);
            var request = new DocumentGenerator(schema.Schema, random, 0.01).Generate();
            for (var j = 0; j < PerDocument; j++)
            {
                var document = TextMutation.Apply(request.Document, random, random.Next(1, 4));
                var response = await Engine.ExecuteAsync(
                    schema.Schema, Ask.Request(document, request.Variables, request.OperationName), new Pace(false), default);
                var kind = response.IsExecuted ? "executed" : response.Errors[0].Kind.ToString();
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
                Assert.DoesNotContain(response.Errors, e => e.Kind == ErrorKind.Unexpected);
            }
        }
        output.WriteLine($"seed {Seed}: {string.Join(", ", kinds.Select(k => $"{k.Key} {k.Value}"))} in {watch.Elapsed}");
        Assert.True(kinds["executed"] > 0 && kinds["Syntax"] > 0 && kinds["Validation"] > 0);
    }

    [Fact]
    public async Task Random_bytes_are_refused()
    {
        var random = new Random(11);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(0, 200)];
            random.NextBytes(bytes);
            var response = await Engine.ExecuteAsync(TestSchema.Zoo.Schema, new GraphQLRequest(bytes), new Pace(false), default);
            Assert.False(response.IsExecuted);
        }
    }

    public static TheoryData<string, string> Bombs => new()
    {
        { "a megabyte", "{ " + string.Concat(Enumerable.Repeat("dog { name } ", 80_000)) + "}" },
        { "a megabyte string", "{ node(id: \"" + new string('x', 1_000_000) + "\") { id } }" },
        { "nested 10,000 deep", string.Concat(Enumerable.Repeat("{ best ", 10_000)) + new string('}', 10_000) },
        { "lists 10,000 deep", "{ json(value: " + new string('[', 10_000) + new string(']', 10_000) + ") }" },
        { "objects 10,000 deep", "{ json(value: " + string.Concat(Enumerable.Repeat("{a: ", 10_000)) },
        { "types 10,000 deep", "query ($v: " + new string('[', 10_000) + "Int" + new string(']', 10_000) + ") { odd }" },
        { "inline fragments 10,000 deep", string.Concat(Enumerable.Repeat("{ ... ", 10_000)) + "{ odd }" },
        { "fragments that double", "{ dog { ...F0 } } " + string.Join(' ', Enumerable.Range(0, 60).Select(i =>
            $"fragment F{i} on Dog {{ a: best {{ ...F{i + 1} }} b: best {{ ...F{i + 1} }} }}")) + " fragment F60 on Dog { id }" },
        { "a wide chain of fragments", "{ dog { ...F0 } } " + string.Join(' ', Enumerable.Range(0, 1500).Select(i =>
            $"fragment F{i} on Dog {{ id ...F{i + 1} }}")) + " fragment F1500 on Dog { best { ...F0 } }" },
        { "aliases", "{ " + string.Join(' ', Enumerable.Range(0, 3000).Select(i => $"a{i}: odd")) + " }" },
        { "introspection in circles", "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task What_is_too_large_is_refused(string label, string document)
    {
        foreach (var engine in label == "a megabyte string" ? [Engine] : new[] { Engine, Roomy })
            await IsRefusedAsync(engine, label, document);
    }

    private async Task IsRefusedAsync(GraphQLEngine engine, string label, string document)
    {
        var watch = Stopwatch.StartNew();
        var response = await engine.ExecuteAsync(TestSchema.Zoo.Schema, Ask.Request(document), new Pace(false), default);
        output.WriteLine(
            $"{label}: {watch.Elapsed.TotalMilliseconds:F1} ms, "
            + $"{response.Errors[0].Message[..Math.Min(120, response.Errors[0].Message.Length)]}");
        Assert.False(response.IsExecuted);
        // A cycle is found by validation; all else by a limit.
        Assert.Equal(label.Contains("chain", StringComparison.Ordinal) ? ErrorKind.Validation : ErrorKind.Limit, response.Errors[0].Kind);
    }

    [Fact]
    public async Task Without_limits_a_long_chain_of_fragments_still_runs()
    {
        const int Length = 20_000;
        var document = new StringBuilder("{ ...F0 }");
        for (var i = 0; i < Length; i++)
            document.Append($" fragment F{i} on Root {{ ...F{i + 1} }}");
        document.Append($" fragment F{Length} on Root {{ __typename }}");
        var response = await Ask.Async(TestSchema.Zoo, document.ToString());
        Assert.Equal("Root", response["data"]!["__typename"]!.GetValue<string>());
    }

    [Fact]
    public async Task Fields_that_overlap_many_ways_are_checked_or_refused_but_never_for_long()
    {
        var document = new StringBuilder("{ animals { ");
        const int Size = 20;
        for (var i = 0; i < Size; i++)
            document.Append($"...A{i} ");
        document.Append("} }");
        for (var i = 0; i < Size; i++)
        {
            document.Append($" fragment A{i} on Animal {{ friends {{ ");
            for (var j = 0; j < Size; j++)
                document.Append(
                    j == i ? "id "
                        : $"... on {(j % 2 == 0 ? "Dog" : "Animal")} {{ keeper {{ boss {{ id }} pets {{ ... on Dog {{ friends {{ id }} "
                            + $"}} }} }} }} ");
            document.Append("} }");
        }
        var response = await Engine.ExecuteAsync(TestSchema.Zoo.Schema, Ask.Request(document.ToString()), new Pace(false), default);
        Assert.DoesNotContain(response.Errors, e => e.Kind != ErrorKind.Field);
        Assert.True(response.IsExecuted);
    }
}
