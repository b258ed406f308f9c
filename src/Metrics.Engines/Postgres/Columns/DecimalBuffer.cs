using Npgsql;

namespace Metrics.Engines.Postgres.Columns;

/// <summary>Exact numbers as the server writes them, so that none is too wide.</summary>
internal sealed class DecimalBuffer(int ordinal) : TextBuffer(ordinal)
{
    protected override int Append(NpgsqlDataReader reader)
    {
        var digits = reader.GetFieldValue<string>(Ordinal);
        // NaN, Infinity and -Infinity are the only ones that do not end in a digit.
        if (char.IsAsciiDigit(digits[^1]))
            return Add(digits);
        Bent ??= Unshown.NotFinite;
        return Skip();
    }
}
