using Metrics.Domain;
using Metrics.Semantic.Sql;

namespace Metrics.Answering.Answers;

/// <summary>How a question would be answered; nothing is run.</summary>
/// <param name="Resolved">The question with every name resolved, as text.</param>
/// <param name="Plan">The plan, as text.</param>
/// <param name="Statement">The SQL and its parameters.</param>
/// <param name="Tables">The tables it reads, at which version.</param>
/// <param name="Key">The key its answer is kept under; null for callers to whom a policy may apply.</param>
/// <param name="Cached">Whether an answer is kept under it now.</param>
/// <param name="Meta">What the answer would say of itself.</param>
/// <param name="Engine">Which engine would be asked.</param>
public sealed record Explanation(
    string Resolved, string Plan, SqlStatement Statement, EquatableList<TableVersion> Tables, string? Key, bool Cached, AnswerMeta Meta,
    ChosenEngine Engine);

/// <summary>The engine that a question is asked of.</summary>
/// <param name="Name">Its name for people: <c>PostgreSQL</c>.</param>
/// <param name="OnlyBecause">
/// What in the question is known to mean the same to that engine alone, such as <c>to_char</c>; null when a columnar copy of the tables
/// could be asked as well, and where a policy is not to be looked into.
/// </param>
public sealed record ChosenEngine(string Name, string? OnlyBecause);

/// <summary>A table at a version: <c>fct_transactions@7 (store.fct_transactions_v7)</c>.</summary>
public sealed record TableVersion(string Model, long Version, long Publication, string Relation);
