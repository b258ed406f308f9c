using System.Text;
using Metrics.Domain.Querying;
using Metrics.Semantic.Expressions;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Expressions;

public sealed class HostileFilterTests
{
    private static readonly string[] _attacks =
    [
        "1=1", "' or '1'='1", "a = 'x' or 1=1 --", "a = 'x'; delete from t", "a = 'x' union select 1", "a = (select 1)",
        "a in (select b from c)",
        "exists (select 1)", "a = pg_sleep(10)", "a = 'x' || 'y'", "a = $$x$$", "a = E'\\''", "a = U&'\\0041'", "a = x'41'",
        "a = b'1'", "a ~ '.*'",
        "a = any('{1}')", "a similar to 'x'", "a is distinct from b", "a = case when true then 1 end", "a = cast('1' as int)",
        "a = 1 limit 1",
        "a = array[1]", "a[1] = 1", "a->>'b' = 'c'", "a @> 'b'", "row(a) = row(b)", "a = current_user and b = version()",
        "`a` = 1", "[a] = 1",
        "a = 'x' collate \"C\"", "a = 1 /*", "a = 1 -", "a = --1", "a = 0x10", "a = 1_000", "a = NaN()", "a = {{ 7*7 }}",
        "{{ config }} = 1",
        "{{ Dimension('x') }}{{ Dimension('y') }} = 1", "{% if true %} a = 1 {% endif %}", "{{ Dimension('x' ~ 'y') }} = 1",
        "{{ Dimension.__class__ }} = 1",
        "{{ Dimension('x', **{}) }} = 1", "{{ Dimension(\"x\\\"\") }} = 1", "a = '\\' or b = 'c", "a\u00a0= 1", "a = 1\u2028",
        "\ufeffa = 1", "a = ‘x’", "ａ = 1",
        "a = ١", "a \u202e= 1", "a = 1\0", "\0", "a = '\udc00'", "not", "not not", "()", "(())", "in", "a not", "a not 1", "a not = 1",
        "a in 1", "a in (1,)",
        "a in (,1)", "a between 1 or 2", "a is", "a is not", "a is not not null", "a like", "= 1", "a =", "a = = 1", "a = 1 and", "or",
        "a = 1 or or b = 2",
        "a = 1, b = 2", "a, b = 1", "*", "a = *", "a.* = 1", "a = 1 as b", ".", "..", "a = .", "a = 1..2", "{{", "}}", "{{ }}", "{{ }} = 1",
        "{ a } = 1", "'", "''", "'''",
    ];

    [Fact]
    public void No_attack_is_of_the_grammar()
    {
        foreach (var attack in _attacks)
        {
            var outcome = FilterParser.Parse(attack);
            Assert.True(outcome.Value is null, $"accepted: {attack}");
            Assert.Single(outcome.Diagnostics);
        }
    }

    [Fact]
    public void Mangled_texts_never_throw_and_what_is_accepted_reads_back_as_itself()
    {
        var seed = Draws.Seed(76);
        var random = new Random(seed);
        var filters = new RandomFilters(random);
        var accepted = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var text = Mangle(random, random.Next(3) == 0 ? filters.Pick(_attacks) : FilterText.Print(filters.Filter(2)), filters);
            var outcome = FilterParser.Parse(text);
            if (outcome.Value is not { } filter)
            {
                Assert.True(outcome.Diagnostics.Count == 1, $"seed {seed}: {text}");
                continue;
            }

            accepted++;
            Assert.True(filter == FilterParser.Parse(FilterText.Print(filter)).Value, $"seed {seed}: {text}");
            Assert.True(NamesOf(filter).All(Lexer.IsName), $"seed {seed}: {text}");
        }

        Assert.True(accepted > 100, $"seed {seed}: only {accepted} were read at all");
    }

    [Fact]
    public void Noise_of_any_characters_is_refused()
    {
        var seed = Draws.Seed(89);
        var random = new Random(seed);
        for (var i = 0; i < 5_000; i++)
        {
            // No letter and no underscore: nothing can be a name, so nothing can be a condition.
            var noise = new StringBuilder();
            for (var length = random.Next(40); length > 0; length--)
                noise.Append((char)random.Next(random.Next(2) == 0 ? 128 : 65536));
            var text = string.Concat(noise.ToString().Where(c => !char.IsAsciiLetter(c) && c != '_'));
            Assert.True(FilterParser.Parse(text).Value is null, $"seed {seed}: {text}");
        }
    }

    [Theory]
    [InlineData("(")]
    [InlineData("{{")]
    [InlineData("'")]
    [InlineData("a=1 and ")]
    [InlineData("a in (")]
    [InlineData("a between ")]
    [InlineData("not ")]
    [InlineData("{{ Dimension('a') }}.")]
    public void Repetition_to_the_limit_neither_hangs_nor_overflows(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, TokenReader.MaxLength / unit.Length));
        Assert.Null(FilterParser.Parse(text).Value);
    }

    private static string Mangle(Random random, string text, RandomFilters filters)
    {
        for (var times = random.Next(4); times > 0; times--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(random.Next(3), text.Length - at);
            text = random.Next(3) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, filters.Pick(_attacks)),
                _ => text.Insert(at, ((char)random.Next(32, 127)).ToString()),
            };
        }

        return text;
    }

    private static IEnumerable<string> NamesOf(Filter filter) => filter switch
    {
        Filter.And and => and.All.SelectMany(NamesOf),
        Filter.Or or => or.Any.SelectMany(NamesOf),
        Filter.Not not => NamesOf(not.Inner),
        Filter.Compare c => Names(c.Left, c.Right),
        Filter.Between b => Names(b.Of, b.Low, b.High),
        Filter.In any => Names(any.Of),
        Filter.Like like => Names(like.Of),
        Filter.IsNull isNull => Names(isNull.Of),
        _ => throw new InvalidOperationException(),
    };

    private static IEnumerable<string> Names(params Operand[] operands) => operands.OfType<Operand.Name>().Select(n => n.Text);
}
