using System.Text;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Sql;

namespace Metrics.Refresh.DataTests;

/// <summary>An author's own query for bad rows; <c>{{ this }}</c> is the table under test.</summary>
internal sealed record SqlTest(string Text, SqlTemplate Template) : DataTest
{
    /// <summary>The name of the table under test in the query.</summary>
    public const string This = "this";

    public override string Signature => "sql";

    public override EquatableList<string> Columns => [];

    public override EquatableList<string> OtherTables =>
        Template.References.Select(r => r.Name).Where(n => n != This).Distinct().ToEquatableList();

    public override IEnumerable<string> Vars => Template.Vars;

    public override bool YieldsOwnColumns => true;

    /// <summary>The values of its vars. They are part of its identity: with another value it is another test.</summary>
    public EquatableList<string> Values { get; init; }

    /// <summary>For a test with a file of its own, the line where its query begins; null for one among other definitions.</summary>
    public int? FirstLine { get; init; }

    public override string BadRows(TestTarget target) => Template.Render(name => Relation(target, name), name => target.Vars[name]);

    public override SourceLocation PlaceOf(TestTarget target, int index) => FirstLine is { } first && index >= 0
        ? new SourceLocation(
            Location.File, first + Template.LineOf(Text, index, name => Relation(target, name), name => target.Vars[name]), 1)
        : Location;

    // Among other definitions, line numbers within the text are not those of the file.
    public override SourceLocation PlaceOfName(string name) => FirstLine is null ? Location : Template.PlaceOf(name) ?? Location;

    private string Relation(TestTarget target, string name) => name == This ? Filtered(target.Table) : target.Reference(name);

    // Leaves out places in the file, so that a line added above is no change.
    protected override bool PrintMembers(StringBuilder builder)
    {
        builder.Append(
            $"{nameof(Text)} = {Text}, {nameof(Name)} = {Name}, {nameof(Severity)} = {Severity}, {nameof(Where)} = {Where}, ");
        builder.Append($"{nameof(ErrorIf)} = {ErrorIf}, {nameof(WarnIf)} = {WarnIf}, {nameof(Values)} = {Values}");
        return true;
    }
}
