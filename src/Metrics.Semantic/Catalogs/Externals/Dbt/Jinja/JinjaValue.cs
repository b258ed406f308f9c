namespace Metrics.Semantic.Catalogs.Externals.Dbt.Jinja;

/// <summary>A value in Jinja, as far as it can be told without running dbt.</summary>
internal abstract record JinjaValue
{
    public static JinjaValue Nothing { get; } = new None();

    /// <summary>Whether a condition holds; null when that cannot be told.</summary>
    public virtual bool? Truth => true;

    /// <summary>What is written where it stands in double braces; null when that cannot be told.</summary>
    public virtual string? Written => null;

    public static JinjaValue Of(bool value) => new Flag(value);

    public static JinjaValue Of(string? value) => value is null ? Nothing : new Text(value);

    /// <summary><c>none</c>.</summary>
    public sealed record None : JinjaValue
    {
        public override bool? Truth => false;

        // As Python writes it.
        public override string Written => "None";
    }

    public sealed record Text(string Value) : JinjaValue
    {
        public override bool? Truth => Value.Length > 0;

        public override string Written => Value;
    }

    public sealed record Flag(bool Value) : JinjaValue
    {
        public override bool? Truth => Value;

        public override string Written => Value ? "True" : "False";
    }

    public sealed record Items(IReadOnlyList<JinjaValue> Values) : JinjaValue
    {
        public override bool? Truth => Values.Count > 0;
    }

    /// <param name="Values">What it has.</param>
    /// <param name="Name">What it is called, where it has more than is known here; null for one that is written out.</param>
    public sealed record Map(IReadOnlyDictionary<string, JinjaValue> Values, string? Name) : JinjaValue
    {
        public override bool? Truth => Name is not null || Values.Count > 0;
    }

    /// <summary>What <c>return(…)</c> gives: nothing after it counts.</summary>
    public sealed record Returned(JinjaValue Value) : JinjaValue;

    /// <param name="Why">What only dbt knows.</param>
    /// <param name="Holds">Whether it counts as true, where that much is known.</param>
    public sealed record Unknown(string Why, bool? Holds = null) : JinjaValue
    {
        public override bool? Truth => Holds;
    }
}
