namespace Metrics.GraphQL;

/// <summary>At which stage a request failed; an API gives each kind its stable code.</summary>
public enum ErrorKind
{
    /// <summary>The request is not of the form GraphQL over HTTP reads.</summary>
    Request,

    /// <summary>The document is not GraphQL.</summary>
    Syntax,

    /// <summary>The document is larger, deeper or costlier than allowed.</summary>
    Limit,

    /// <summary>The document breaks a validation rule.</summary>
    Validation,

    /// <summary>Which operation to run cannot be told, or it cannot be run here.</summary>
    Operation,

    /// <summary>A variable's value does not fit its type.</summary>
    Variable,

    /// <summary>A field failed while it was resolved or its value does not fit its type.</summary>
    Field,

    /// <summary>A resolver failed in a way nobody translated: a bug.</summary>
    Unexpected,
}
