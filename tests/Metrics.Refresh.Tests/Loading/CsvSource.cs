using System.Text;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Tests.Loading;

/// <summary>A CSV file in a temporary folder and its declaration.</summary>
internal sealed class CsvSource : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metrics-csv-");

    public CsvSource(params SourceColumn[] columns) => Table = new SourceTable
    {
        Pack = "test",
        Source = "test",
        Name = "rows",
        Model = "test__rows",
        Csv = new CsvOptions(Path.Combine(_folder.FullName, "rows.csv"), ',', "utf-8", [], '.'),
        Columns = columns.ToEquatableList(),
        // Most tests look at what becomes of single rows.
        MaxRejected = RejectLimit.Any,
        OnSurplus = OnSurplus.Report,
        Location = new SourceLocation("sources.yml", 7, 3),
    };

    public SourceTable Table { get; set; }

    public static SourceColumn Column(
        string name, ColumnKind kind = ColumnKind.Text, string? format = null, string? zone = null, bool drop = false,
        bool required = false, int precision = 0, int scale = 0) =>
        new(name, name, new ColumnType(kind, precision, scale), format, zone, drop, required, null, default);

    public CsvSource Holding(string text) => Holding(Encoding.UTF8.GetBytes(text));

    public CsvSource Holding(byte[] bytes)
    {
        File.WriteAllBytes(Table.Csv.Path, bytes);
        return this;
    }

    public CsvSource With(Func<CsvOptions, CsvOptions> change)
    {
        Table = Table with { Csv = change(Table.Csv) };
        return this;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
