namespace Metrics.Semantic.Catalogs.Externals.Dbt.Jinja;

/// <summary>A value in Jinja, as far as it is known without running dbt.</summary>
internal abstract record JinjaValue
{
    public static JinjaValue Nothing { get; } = new None();

    /// <summary>Whether it counts as true; null when that is not known.</summary>
    public virtual bool? Truth => true;

    /// <summary>What double braces print of it; null when that is not known.</summary>
    public virtual string? Written => null;

    public static JinjaValue Of(bool value) => new Flag(value);

    public static JinjaValue Of(string? value) => value is null ? Nothing : new Text(value);

    /// <summary><c>none</c>.</summary>
    public sealed record None : JinjaValue
    {
        public override bool? Truth => false;

        // As Python prints it.
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

    /// <param name="Values">Its entries.</param>
    /// <param name="Name">Its name, if it has more entries than are known here; null for one written in the template.</param>
    public sealed record Map(IReadOnlyDictionary<string, JinjaValue> Values, string? Name) : JinjaValue
    {
        public override bool? Truth => Name is not null || Values.Count > 0;
    }

    /// <summary>The value of <c>return(…)</c>; nothing after it has an effect.</summary>
    public sealed record Returned(JinjaValue Value) : JinjaValue;

    /// <param name="Why">What only dbt knows, for messages.</param>
    /// <param name="Holds">Whether it counts as true, if that much is known.</param>
    public sealed record Unknown(string Why, bool? Holds = null) : JinjaValue
    {
        public override bool? Truth => Holds;
    }
}
