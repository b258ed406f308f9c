namespace Metrics.GraphQL;

/// <summary>The stage at which a request failed; an API gives each kind a stable code.</summary>
public enum ErrorKind
{
    /// <summary>The request does not have the form that GraphQL over HTTP defines.</summary>
    Request,

    /// <summary>The document is not GraphQL.</summary>
    Syntax,

    /// <summary>The document is larger, deeper or costlier than allowed.</summary>
    Limit,

    /// <summary>The document breaks a validation rule.</summary>
    Validation,

    /// <summary>It is unclear which operation to run, or the operation cannot be run here.</summary>
    Operation,

    /// <summary>A variable's value does not fit its type.</summary>
    Variable,

    /// <summary>A field failed while it was resolved, or its value does not fit its type.</summary>
    Field,

    /// <summary>A resolver failed with an exception that was not translated: a bug.</summary>
    Unexpected,
}
