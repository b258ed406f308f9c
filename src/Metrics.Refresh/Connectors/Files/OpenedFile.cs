using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Files;

/// <summary>Opens a table's file; errors of the file system become a <see cref="SourceException"/>.</summary>
internal static class OpenedFile
{
    public const int BufferSize = 256 * 1024;

    public static FileStream Open(SourceTable table)
    {
        try
        {
            // No buffer here: the readers have their own.
            var file = new FileStream(
                table.Csv.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
            if (file.CanSeek)
                return file;
            file.Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(table, error);
        }

        throw SourceException.Of(table, $"cannot read '{table.Csv.Path}': it is not a regular file");
    }

    public static SourceException Unreadable(SourceTable table, Exception error)
    {
        var why = error switch
        {
            FileNotFoundException or DirectoryNotFoundException => "there is no such file",
            UnauthorizedAccessException when Directory.Exists(table.Csv.Path) => "it is a folder",
            UnauthorizedAccessException => "this user may not read it",
            _ => error.Message,
        };
        return SourceException.Of(table, $"cannot read '{table.Csv.Path}': {why}");
    }
}
