namespace Metrics.Domain.Querying;

/// <summary>
/// A condition on names and values, parsed by this project's grammar; its text never becomes SQL. Three-valued, as in SQL.
/// </summary>
public abstract record Filter
{
    private Filter()
    {
    }

    /// <summary><c>store__country = 'ES'</c>; at least one side is a name.</summary>
    public sealed record Compare(Operand Left, Comparison Operator, Operand Right) : Filter;

    /// <summary><c>store__country in ('ES', 'FR')</c></summary>
    public sealed record In(Operand Of, EquatableList<FilterValue> Values) : Filter;

    /// <summary><c>amount between 1 and 10</c>, both ends included.</summary>
    public sealed record Between(Operand Of, Operand Low, Operand High) : Filter;

    /// <summary><c>store__name like 'A%'</c>: % is any text, _ one character, \ takes the next one literally.</summary>
    public sealed record Like(Operand Of, FilterValue Pattern, bool IgnoreCase) : Filter
    {
        /// <summary>With a pattern as written.</summary>
        public Like(Operand of, string pattern, bool ignoreCase)
            : this(of, new FilterValue.Text(pattern), ignoreCase)
        {
        }
    }

    /// <summary><c>store__city is null</c></summary>
    public sealed record IsNull(Operand Of) : Filter;

    /// <summary>All hold.</summary>
    public sealed record And(EquatableList<Filter> All) : Filter;

    /// <summary>One holds.</summary>
    public sealed record Or(EquatableList<Filter> Any) : Filter;

    /// <summary>It does not hold.</summary>
    public sealed record Not(Filter Inner) : Filter;
}

/// <summary>How two operands are compared.</summary>
public enum Comparison
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>&lt;&gt;</c> or <c>!=</c></summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,
}

/// <summary>A side of a comparison.</summary>
public abstract record Operand
{
    private Operand()
    {
    }

    /// <summary>
    /// A dimension, entity, time or metric, by the name that a question uses: <c>store__country</c>, <c>metric_time__month</c>.
    /// </summary>
    /// <param name="Text">The name as written, grain suffix included.</param>
    /// <param name="Kind">What the author declared it to be (dbt's <c>{{ Dimension('…') }}</c>); any for a plain name.</param>
    public sealed record Name(string Text, NameKind Kind = NameKind.Any) : Operand
    {
        /// <summary>
        /// For a metric, the entities it is computed for: <c>{{ Metric('views', group_by=['listing']) }}</c>, one value for each listing.
        /// </summary>
        public EquatableList<string> By { get; init; }

        /// <summary>A time cast to a date or a timestamp: <c>cast(x as date)</c>; no cast by default.</summary>
        public TimeCast Cast { get; init; }
    }

    /// <summary>A constant.</summary>
    public sealed record Value(FilterValue Constant) : Operand;
}

/// <summary>What a time in a filter is cast to.</summary>
public enum TimeCast
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Its day.</summary>
    Date,

    /// <summary>Its first instant.</summary>
    Timestamp,
}

/// <summary>What a name in a filter was declared to be.</summary>
public enum NameKind
{
    /// <summary>Not declared.</summary>
    Any,

    /// <summary><c>{{ Dimension('…') }}</c></summary>
    Dimension,

    /// <summary><c>{{ TimeDimension('…', 'month') }}</c></summary>
    TimeDimension,

    /// <summary><c>{{ Entity('…') }}</c></summary>
    Entity,

    /// <summary><c>{{ Metric('…') }}</c></summary>
    Metric,
}

/// <summary>A constant in a filter. Dates and times stay texts until the type that they are compared with is known.</summary>
public abstract record FilterValue
{
    private FilterValue()
    {
    }

    /// <summary><c>'ES'</c></summary>
    public sealed record Text(string Content) : FilterValue
    {
        /// <summary>True for a placeholder of any text, used where no question is asked yet.</summary>
        public bool IsAny { get; init; }
    }

    /// <summary><c>12.50</c></summary>
    public sealed record Number(decimal Content) : FilterValue;

    /// <summary><c>true</c></summary>
    public sealed record Boolean(bool Content) : FilterValue;

    /// <summary><c>{{ Parameter('country') }}</c> of a saved query; the caller's value replaces it before anything is answered.</summary>
    public sealed record Parameter(string Name) : FilterValue;

    /// <summary>
    /// <c>{{ principal.countries }}</c> of a policy: an attribute of the caller, whose values replace it before anything is bound. Only the
    /// conditions of policies are parsed with it, so no caller can write it.
    /// </summary>
    public sealed record Attribute(string Name) : FilterValue;
}
