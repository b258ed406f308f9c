using System.Text;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs;

/// <summary>Reads files that people write definitions in, whatever lies in their place.</summary>
internal static class DefinitionFile
{
    // Of all bytes that are zero: a few signs have one in the other half, such as Ā.
    private const int Part = 8;

    /// <summary>A semantic file; null where there is none any more. One that cannot be read has the reason as its problem.</summary>
    /// <param name="folder">The project's folder.</param>
    /// <param name="pack">The pack that it belongs to.</param>
    /// <param name="file">Its full path.</param>
    public static CatalogFile? Of(string folder, string pack, string file)
    {
        var path = Path.GetRelativePath(folder, file).Replace('\\', '/');
        try
        {
            return IsThere(file) ? new CatalogFile(path, pack, Text(file)) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Deleted or replaced since the folder was listed.
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var why = e.Message.Replace(file, path, StringComparison.Ordinal);
            // A text of its own, so that the last good one is kept.
            return new CatalogFile(path, pack, $"# cannot be read")
            {
                Problem = new Diagnostic(
                    DiagnosticCode.UnreadableFile, $"cannot be read: {why}", new SourceLocation(path, 1, 1),
                    "make it readable to the user that this runs as, or move it out of the folder"),
                // A link to itself is nothing that anybody wrote; a link to a file that may not be read is.
                IsUnknown = e is UnauthorizedAccessException || new FileInfo(file).LinkTarget is null,
            };
        }
    }

    /// <summary>The text of a file, in UTF-8 or UTF-16.</summary>
    public static string Text(string file)
    {
        // Pipes and devices have no length, and opening one may wait forever.
        if (Target(file) is not { Exists: true, Length: > 0 })
            return "";
        var text = File.ReadAllText(file);
        if (!text.Contains('\0', StringComparison.Ordinal))
            return text;
        // Warehouses store no NUL. If YAML rejects the replacement character, that is reported at its place.
        return (Utf16(File.ReadAllBytes(file)) ?? text).Replace('\0', '\uFFFD');
    }

    // A link to nothing is what some editors leave beside a file with unsaved changes.
    private static bool IsThere(string file)
    {
        var target = Target(file);
        if (target.Exists)
            return true;
        // That is also false where a folder on the way may not be entered: this throws what is the case.
        File.GetAttributes(target.FullName);
        return false;
    }

    private static FileInfo Target(string file)
    {
        var info = new FileInfo(file);
        return info.LinkTarget is null ? info : new FileInfo(info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file);
    }

    // Without a mark in front, its bytes are taken for UTF-8. In YAML most signs are of ASCII, so every second byte is zero.
    private static string? Utf16(byte[] bytes)
    {
        var (even, odd) = (0, 0);
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] == 0)
                (even, odd) = at % 2 == 0 ? (even + 1, odd) : (even, odd + 1);
        }

        return odd > bytes.Length / Part && even * Part < odd ? Encoding.Unicode.GetString(bytes)
            : even > bytes.Length / Part && odd * Part < even ? Encoding.BigEndianUnicode.GetString(bytes)
            : null;
    }
}
