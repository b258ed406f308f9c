namespace Metrics.Semantic.Resolved;

/// <summary>
/// An operation with a case for each kind of formula. All methods are abstract, so that the compiler names every place that a new kind must
/// handle.
/// </summary>
/// <typeparam name="T">The result for a formula.</typeparam>
public abstract class ValueVisitor<T>
{
    /// <summary>See <see cref="ValueFormula.Aggregate"/>.</summary>
    public abstract T Visit(ValueFormula.Aggregate formula);

    /// <summary>See <see cref="ValueFormula.Number"/>.</summary>
    public abstract T Visit(ValueFormula.Number formula);

    /// <summary>See <see cref="ValueFormula.Missing"/>.</summary>
    public abstract T Visit(ValueFormula.Missing formula);

    /// <summary>See <see cref="ValueFormula.Cast"/>.</summary>
    public abstract T Visit(ValueFormula.Cast formula);

    /// <summary>See <see cref="ValueFormula.Sum"/>.</summary>
    public abstract T Visit(ValueFormula.Sum formula);

    /// <summary>See <see cref="ValueFormula.Difference"/>.</summary>
    public abstract T Visit(ValueFormula.Difference formula);

    /// <summary>See <see cref="ValueFormula.Product"/>.</summary>
    public abstract T Visit(ValueFormula.Product formula);

    /// <summary>See <see cref="ValueFormula.Negative"/>.</summary>
    public abstract T Visit(ValueFormula.Negative formula);

    /// <summary>See <see cref="ValueFormula.Quotient"/>.</summary>
    public abstract T Visit(ValueFormula.Quotient formula);

    /// <summary>See <see cref="ValueFormula.Rounded"/>.</summary>
    public abstract T Visit(ValueFormula.Rounded formula);

    /// <summary>See <see cref="ValueFormula.Round"/>.</summary>
    public abstract T Visit(ValueFormula.Round formula);

    /// <summary>See <see cref="ValueFormula.Absolute"/>.</summary>
    public abstract T Visit(ValueFormula.Absolute formula);

    /// <summary>See <see cref="ValueFormula.Coalesce"/>.</summary>
    public abstract T Visit(ValueFormula.Coalesce formula);

    /// <summary>See <see cref="ValueFormula.NullIf"/>.</summary>
    public abstract T Visit(ValueFormula.NullIf formula);

    /// <summary>See <see cref="ValueFormula.Greatest"/>.</summary>
    public abstract T Visit(ValueFormula.Greatest formula);

    /// <summary>See <see cref="ValueFormula.Least"/>.</summary>
    public abstract T Visit(ValueFormula.Least formula);

    /// <summary>See <see cref="ValueFormula.Moment"/>.</summary>
    public abstract T Visit(ValueFormula.Moment formula);

    /// <summary>See <see cref="ValueFormula.AsWritten"/>.</summary>
    public abstract T Visit(ValueFormula.AsWritten formula);
}
